"""The sample workspace: half a year of trouble at Marlow & Tern, a shop that does not exist."""

from causeloop_desktop.engine.domain.sample.workspace import SEED, Sample, SampleIssue, generate

__all__ = ["SEED", "Sample", "SampleIssue", "generate"]
