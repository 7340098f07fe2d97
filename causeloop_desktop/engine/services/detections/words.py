"""What a detection found, in a sentence for people."""

from causeloop_desktop.contract.detections import Consent, DetectionResult


def sentence(found: DetectionResult) -> str:
    """Say what a run found, or what it would change and why it waits."""
    if found.consent is None:
        return (
            f"{_counted(found.patterns, 'pattern')} in {found.issues:,} issues: "
            f"{_difference(found)}. {found.pool:,} issues fit nowhere yet."
        )
    return f"Waits for your consent{_WHY[found.consent]}: {_difference(found)}."


_WHY = {
    Consent.ASKED: "",
    Consent.MOVES: ", as many issues would move",
    Consent.CONFIGURATION: ", as its grouping is newer than your patterns",
}


def _difference(found: DetectionResult) -> str:
    """Say it as ``3 new, 1 merged, 2 gone, 12 issues moved``."""
    parts = [
        f"{found.new_patterns:,} new" if found.new_patterns else "",
        f"{found.merged_patterns:,} merged" if found.merged_patterns else "",
        f"{found.vanished_patterns:,} gone" if found.vanished_patterns else "",
        f"{_counted(found.moved_issues, 'issue')} moved" if found.moved_issues else "",
    ]
    return ", ".join(part for part in parts if part) or "nothing changes"


def _counted(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"
