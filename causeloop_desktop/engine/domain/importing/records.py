"""Rows become records: fields filled, odd values mended, and every mending counted."""

from collections.abc import Mapping
from dataclasses import dataclass

from causeloop_desktop.contract.base import Priority
from causeloop_desktop.contract.imports import IssueField
from causeloop_desktop.contract.times import to_micros
from causeloop_desktop.engine.domain.importing.columns import FieldColumns
from causeloop_desktop.engine.domain.importing.identities import DerivedIds
from causeloop_desktop.engine.domain.importing.rows import Row, Values
from causeloop_desktop.engine.domain.records.metadata import (
    TooDeepError,
    check_depth,
    dump_metadata,
)
from causeloop_desktop.engine.domain.records.moments import UnreadableMomentError, read_moment
from causeloop_desktop.engine.domain.records.normalise import (
    MAX_KEY,
    MAX_TEXT,
    MAX_TITLE,
    SEVERITY_NUMBER,
    Record,
    settle_source,
)
from causeloop_desktop.engine.domain.records.severities import read_severity

_MAX_INTEGER = 2**63
_MAX_URL = 2_000
MAX_ROW = 8 * 1024 * 1024
"""Characters that a row may bring in all; what is longer is no issue but a file in one."""
_KEYS = frozenset({IssueField.EXTERNAL_ID, IssueField.FINGERPRINT})
_LONGEST = {
    IssueField.EXTERNAL_ID: MAX_KEY,
    IssueField.FINGERPRINT: MAX_KEY,
    IssueField.SOURCE: MAX_TEXT,
    IssueField.TEAM: MAX_TEXT,
    IssueField.SERVICE: MAX_TEXT,
    IssueField.STATUS: MAX_TEXT,
    IssueField.EXTERNAL_URL: _MAX_URL,
}


@dataclass
class Mendings:
    """How often something was missing or odd, and mended."""

    derived_ids: int = 0
    titles_filled: int = 0
    titles_cut: int = 0
    severities_defaulted: int = 0


class RowRefusedError(Exception):
    """The row cannot become a record; the text is the reason."""


class RecordMaker:
    """Makes records of the rows of one file, in the order of the file.

    Args:
        columns: Which column each field is taken from; all others go to ``metadata``.
        origin: The name of the file, which tells its rows from those of another.
        source: The source of rows that name none.
        day_first: How ``03/04/2020`` is meant in this file.
    """

    def __init__(
        self,
        columns: FieldColumns,
        *,
        origin: str,
        source: str | None = None,
        day_first: bool = False,
    ) -> None:
        self.mendings = Mendings()
        self._columns = dict(columns)
        self._mapped = frozenset(columns.values())
        self._unnamed = settle_source(source) if source else settle_source(None, origin)
        self._day_first = day_first
        self._ids = DerivedIds()

    def make(self, row: Row) -> Record:
        """Turn a row into a record.

        Raises:
            RowRefusedError: It says nothing, or something in it cannot be taken.
        """
        _refuse_depth(row.values)
        fields = {name: _text(row.values.get(column)) for name, column in self._columns.items()}
        metadata = self._metadata(row.values)
        if not metadata and not any(fields.values()):
            raise RowRefusedError("The row is empty.")
        self._move_long_texts(fields, metadata)
        created = self._moment(row.values, IssueField.SOURCE_CREATED_AT)
        updated = self._moment(row.values, IssueField.SOURCE_UPDATED_AT)
        external_id = fields.get(IssueField.EXTERNAL_ID) or self._derive_id(row.values)
        fingerprint = fields.get(IssueField.FINGERPRINT)
        title, body = self._title(fields, fingerprint or external_id)
        source = fields.get(IssueField.SOURCE)
        kept = dump_metadata(metadata)
        _refuse_length(title, body, kept)
        return Record(
            *(settle_source(source) if source else self._unnamed),
            external_id=external_id,
            title=title,
            body=body,
            severity=self._severity(fields.get(IssueField.SEVERITY)),
            team=fields.get(IssueField.TEAM),
            service=fields.get(IssueField.SERVICE),
            external_url=fields.get(IssueField.EXTERNAL_URL),
            status=fields.get(IssueField.STATUS),
            fingerprint=fingerprint,
            metadata=kept,
            created_us=created,
            updated_us=updated,
        )

    def skip(self, row: Row) -> None:
        """Pass over a row that an earlier run has written, counting its content all the same."""
        if not _text(row.values.get(self._columns.get(IssueField.EXTERNAL_ID, ""))):
            self._ids.next_id(row.values)

    def _metadata(self, values: Values) -> Values:
        return {
            name: cleaned
            for name, value in values.items()
            if name not in self._mapped and (cleaned := _clean(value)) not in ("", None, [], {})
        }

    def _move_long_texts(self, fields: dict[IssueField, str | None], metadata: Values) -> None:
        """Cut names that are too long and keep them whole in the metadata; refuse such keys."""
        for field, longest in _LONGEST.items():
            text = fields.get(field)
            if text is None or len(text) <= longest:
                continue
            if field in _KEYS:
                raise RowRefusedError(f"{field} is longer than {longest} characters.")
            metadata[self._columns[field]] = text
            fields[field] = text[:longest] if field != IssueField.EXTERNAL_URL else None

    def _moment(self, values: Values, field: IssueField) -> int | None:
        value = values.get(self._columns.get(field, ""))
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return to_micros(read_moment(value, day_first=self._day_first))
        except UnreadableMomentError as error:
            raise RowRefusedError(f"{field}: {error}") from error

    def _derive_id(self, values: Values) -> str:
        self.mendings.derived_ids += 1
        return self._ids.next_id(values)

    def _title(self, fields: Mapping[IssueField, str | None], fallback: str) -> tuple[str, str]:
        title = fields.get(IssueField.TITLE) or ""
        body = fields.get(IssueField.BODY) or ""
        if not title:
            self.mendings.titles_filled += 1
            title = fallback
        if len(title) <= MAX_TITLE and "\n" not in title:
            return title, body
        self.mendings.titles_cut += 1
        short = title.split("\n", 1)[0][:MAX_TITLE].rstrip()
        return short, f"{title}\n{body}".rstrip("\n")

    def _severity(self, text: str | None) -> int:
        severity = read_severity(text) if text else None
        if severity is None:
            self.mendings.severities_defaulted += 1
            return SEVERITY_NUMBER[Priority.P3]
        return SEVERITY_NUMBER[severity]


def _refuse_depth(values: Values) -> None:
    try:
        check_depth(values)
    except TooDeepError as error:
        raise RowRefusedError(f"{error}.") from error


def _refuse_length(*texts: str) -> None:
    if sum(map(len, texts)) > MAX_ROW:
        raise RowRefusedError(f"The row is longer than {MAX_ROW:,} characters.")


def _text(value: object) -> str | None:
    """Write a value as the text of a field; nothing where it is empty."""
    match value:
        case None:
            return None
        case str():
            return _clean_text(value).strip() or None
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case list():
            return ", ".join(filter(None, map(_text, value))) or None
        case dict():
            named = (value.get(key) for key in ("name", "value", "label", "title", "id"))
            return _text(next((inner for inner in named if inner), None))
        case _:
            return str(value)


def _clean(value: object) -> object:
    """Make a value fit for storing: text that UTF-8 can write, numbers that JSON can."""
    match value:
        case str():
            return _clean_text(value)
        case int() if abs(value) >= _MAX_INTEGER:
            return str(value)
        case list():
            return [_clean(inner) for inner in value]
        case dict():
            return {_clean_text(str(name)): _clean(inner) for name, inner in value.items()}
        case _:
            return value


def _clean_text(text: str) -> str:
    if text.isascii() and "\x00" not in text:
        return text
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\x00", "").replace("\r\n", "\n")
