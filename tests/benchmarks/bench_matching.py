"""Bulk matching: issues a second of processor time, each known to the next.

Known are 50,000 generated failures. ``CAUSELOOP_BENCH_REPORTS`` names a file of real reports
instead (JSON lines, packed by gzip or not); of these the first nine in ten by time are known.
Nothing is written: text becomes places.
"""

from tests.benchmarks.probes import probe
from tests.benchmarks.report import Options, Result, at_least, at_most, percentile

KNOWN, QUICK = 50_000, 300
NEW = 2_000
LEAST_A_SECOND = 1_000
MOST_MS = 25.0


def run(options: Options) -> Result:
    """Measure in a process of its own."""
    known = options.size(full=KNOWN, quick=QUICK)
    found = probe("matching_probe", known, options.size(full=NEW, quick=QUICK))
    seconds, alone = found.pop("cpu_s"), found.pop("one_ms")
    return {
        **found,
        "issues_a_cpu_second": at_least(found["new"] / seconds, LEAST_A_SECOND),
        "one_p50_ms": percentile(alone, 50),
        "one_p95_ms": at_most(percentile(alone, 95), MOST_MS),
    }
