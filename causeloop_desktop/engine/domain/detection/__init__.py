"""Full detection: every issue of a workspace becomes a member of a pattern or stays in the pool.

Runs in the worker; these modules alone may import scipy.
"""
