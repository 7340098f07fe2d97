"""What comes out of a detection."""

from causeloop_desktop.engine.domain.detection.values import DetectedPattern


def test_a_provisional_key_means_a_new_pattern() -> None:
    new = DetectedPattern(-1, (1, 2), (0.5, 0.5), "Disk full", "", (), 0.9)
    kept = DetectedPattern(17, (1, 2), (0.5, 0.5), "Disk full", "", (), 0.9)
    assert (new.change, kept.change) == ("new", "kept")
