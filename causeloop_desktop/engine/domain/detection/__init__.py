"""Full detection: every issue of a workspace becomes a member of a pattern or stays in the pool.

``run`` takes the steps in turn: reading, grouping what is equal, likeness, linking, describing; it
leaves a ``state`` from which ``update`` takes up what is new. Runs in the worker; these modules
alone may import scipy.
"""
