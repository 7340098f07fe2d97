"""The console program of the frozen folder."""

from causeloop_desktop.__main__ import main

if __name__ == "__main__":
    main()
