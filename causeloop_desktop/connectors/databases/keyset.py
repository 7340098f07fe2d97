"""The keyset of a query: which rows follow a row, and those whose time of change is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from causeloop_desktop.connectors.asking.messages import Answer, Ask
from causeloop_desktop.connectors.databases.values import MILLISECONDS_FROM, named, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection

    from causeloop_desktop.connectors.databases.questions import Question

NUMBER, TEXT = "number", "text"
"""What an id was; JSON keeps it as text."""


@dataclass(frozen=True, slots=True)
class NextRows:
    """The answer says itself after which row the next page begins."""

    def following(self, ask: Ask, answer: Answer, count: int) -> Ask | None:
        """Ask after that row."""
        del count
        after = answer.at("next")
        return None if after is None else Ask(path=ask.path, params=after)


def page_of(connection: Connection, question: Question, ask: Ask) -> Answer:
    """Give the rows that ``ask`` means, and after which row the next page begins.

    Rows with a time come first. Those without one follow, in every run: nothing says whether they
    changed.
    """
    params = {name: str(value) for name, value in ask.params.items()}
    return _Page(connection, question, params).answer()


def count_of(connection: Connection, question: Question, since: datetime) -> int:
    """Count the rows that changed since a moment."""
    from sqlalchemy import func, select

    wanted = _Page(connection, question, {"since": since.isoformat()}).wanted()
    counted = select(func.count()).select_from(question.rows.where(wanted).subquery())
    return int(connection.execute(counted).scalar_one())


class _Page:
    def __init__(
        self, connection: Connection, question: Question, params: Mapping[str, str]
    ) -> None:
        from sqlalchemy import column

        self._connection = connection
        self._question = question
        self._params = params
        self._updated: ColumnElement[Any] = column(question.updated_column)
        self._id: ColumnElement[Any] = column(question.id_column)

    def answer(self) -> Answer:
        statement = self._question.rows.where(self.wanted())
        ordered = statement.order_by(self._updated, self._id).limit(self._question.page_size)
        rows = [dict(row) for row in self._connection.execute(ordered).mappings()]
        shown = [named(row, self._question) for row in rows]
        return Answer(200, {}, {"rows": shown, "next": self._next(rows)})

    def wanted(self) -> ColumnElement[bool]:
        from sqlalchemy import and_, or_

        if "unknown" in self._params:
            nothing = self._updated.is_(None)
            return and_(nothing, self._id > self._last_id()) if "id" in self._params else nothing
        since = datetime.fromisoformat(self._params["since"])
        if "id" not in self._params:
            later: ColumnElement[bool] = self._updated >= self._like_the_column(since)
            return later
        # The time as the database itself wrote it: no precision is lost on the way.
        at = self._like_the_column(since, self._params["at"])
        return or_(self._updated > at, and_(self._updated == at, self._id > self._last_id()))

    def _next(self, rows: list[dict[str, Any]]) -> dict[str, str] | None:
        if len(rows) == self._question.page_size:
            return {**self._params, **self._after(rows[-1])}
        return None if "unknown" in self._params else {**self._params_without_id(), "unknown": "1"}

    def _after(self, row: dict[str, Any]) -> dict[str, str]:
        last = row[self._question.id_column]
        kind = NUMBER if isinstance(last, int) else TEXT
        after = {"id": str(last), "id_kind": kind}
        if "unknown" not in self._params:
            after["at"] = str(plain(row[self._question.updated_column]))
        return after

    def _params_without_id(self) -> dict[str, str]:
        return {"since": self._params["since"]}

    def _last_id(self) -> int | str:
        last = self._params["id"]
        return int(last) if self._params["id_kind"] == NUMBER else last

    def _like_the_column(self, moment: datetime, exact: str | None = None) -> Any:
        """Write a moment as the column keeps its own, so that the two can be compared."""
        sample = self._sample()
        match sample:
            case datetime():
                found = moment if exact is None else datetime.fromisoformat(exact)
                return found if sample.tzinfo or exact else self._local(found)
            case date():
                return moment.date() if exact is None else date.fromisoformat(exact)
            case int() | float():
                milliseconds = sample >= MILLISECONDS_FROM
                seconds = moment.timestamp() * (1000 if milliseconds else 1)
                return seconds if exact is None else float(exact)
            case _:
                return exact or self._as_text(moment, str(sample or ""))

    def _sample(self) -> Any:
        statement = self._question.rows.where(self._updated.is_not(None)).limit(1)
        row = self._connection.execute(statement).mappings().first()
        return None if row is None else row[self._question.updated_column]

    def _as_text(self, moment: datetime, sample: str) -> str:
        """Write a moment as text that sorts like ``sample``."""
        zoned = sample.endswith("Z") or "+" in sample[10:]
        local = moment.astimezone(UTC) if zoned else self._local(moment)
        text = local.replace(tzinfo=None).isoformat(" " if sample[10:11] == " " else "T")
        return text[: len(sample)] if len(sample) == len("2026-01-01") else text

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._question.zone).replace(tzinfo=None)
