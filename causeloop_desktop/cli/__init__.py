"""The same verbs without a window.

Modules that declare verbs import nothing heavy, so that ``--help`` answers at once; what a verb
does is imported when it runs.
"""
