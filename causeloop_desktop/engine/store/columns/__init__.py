"""The facts that lists are filtered, sorted and counted by, in parallel arrays in memory.

A million issues take 50 MB and answer any filter and sort with exact totals and positions in a
few milliseconds; no set of indexes does, and each index costs every ingest. Only this package
imports numpy, and only the first list imports this package.
"""
