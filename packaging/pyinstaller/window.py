"""The window of the frozen folder."""

from causeloop_desktop.__main__ import main_desktop

if __name__ == "__main__":
    main_desktop()
