"""The labelled data that quality is measured on: it is no part of the project and may be absent."""

import os
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "CAUSELOOP_INSIGHT_DATA"


@dataclass(frozen=True)
class Labelled:
    """Issues, and which of them are known to be the same."""

    name: str
    issues: Path
    labels: Path

    @property
    def there(self) -> bool:
        """Whether both files are here."""
        return self.issues.is_file() and self.labels.is_file()


@dataclass(frozen=True)
class DataSets:
    """A folder of data sets with their scorers."""

    folder: Path

    @property
    def matcher_scorer(self) -> Path:
        """The script that scores clusters and ranks."""
        return self.folder / "detection" / "score.py"

    @property
    def forecast_scorer(self) -> Path:
        """The script that scores probabilities."""
        return self.folder / "forecast" / "score.py"

    @property
    def events(self) -> Path:
        """Plain events: a group and a time each."""
        return self.folder / "forecast" / "apache_component.csv"

    @property
    def hadoop(self) -> Labelled:
        """Bug reports with known duplicates."""
        return self._labelled("detection", "hadoop")

    @property
    def logs(self) -> tuple[Labelled, ...]:
        """Log lines with their true templates, one set for each system that is here."""
        found = sorted(self.folder.glob("detection/logs/*.issues.jsonl.gz"))
        names = (path.name.removesuffix(".issues.jsonl.gz") for path in found)
        return tuple(self._labelled("detection/logs", name) for name in names)

    def _labelled(self, folder: str, name: str) -> Labelled:
        beginning = self.folder / folder / name
        return Labelled(
            name,
            beginning.with_name(f"{name}.issues.jsonl.gz"),
            beginning.with_name(f"{name}.labels.jsonl.gz"),
        )


def find_data_sets(given: Path | None) -> DataSets | None:
    """Give the data sets of the folder that was named, here or in the environment."""
    named = os.environ.get(VARIABLE)
    folder = given or (Path(named) if named else None)
    return DataSets(folder) if folder is not None and folder.is_dir() else None
