"""Words of connections and their runs as the window says them."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from causeloop_desktop.contract.connectors import (
    ConnectorStatus,
    EstimateCertainty,
    SyncAdvice,
    SyncRun,
    SyncStatus,
)
from causeloop_desktop.desktop.theme.tokens import Tone
from causeloop_desktop.desktop.theme.words import (
    Words,
    count_text,
    date_text,
    mark,
    relative_time,
    tr,
)

if TYPE_CHECKING:
    from datetime import datetime

    from causeloop_desktop.contract.connectors import (
        BackfillEstimate,
        CatalogEntry,
        Connector,
        Schedule,
    )
    from causeloop_desktop.contract.webhooks import Webhook

STATUSES = Words(
    {
        ConnectorStatus.PENDING: mark("not connected"),
        ConnectorStatus.CONNECTED: mark("connected"),
        ConnectorStatus.PAUSED: mark("paused"),
        ConnectorStatus.ERROR: mark("error"),
        ConnectorStatus.OAUTH_EXPIRED: mark("authorise again"),
    }
)
STATUS_TONES = {
    ConnectorStatus.PENDING: Tone.MEDIUM,
    ConnectorStatus.CONNECTED: Tone.LOW,
    ConnectorStatus.PAUSED: Tone.NEUTRAL,
    ConnectorStatus.ERROR: Tone.CRITICAL,
    ConnectorStatus.OAUTH_EXPIRED: Tone.HIGH,
}
RUN_STATUSES = Words(
    {
        SyncStatus.PENDING: mark("waiting"),
        SyncStatus.RUNNING: mark("running"),
        SyncStatus.SUCCESS: mark("done"),
        SyncStatus.ERROR: mark("failed"),
        SyncStatus.CANCELLED: mark("cancelled"),
    }
)
RUN_TONES = {
    SyncStatus.PENDING: Tone.NEUTRAL,
    SyncStatus.RUNNING: Tone.ACCENT,
    SyncStatus.SUCCESS: Tone.LOW,
    SyncStatus.ERROR: Tone.CRITICAL,
    SyncStatus.CANCELLED: Tone.NEUTRAL,
}
ADVICE = Words(
    {
        SyncAdvice.RETRY: mark("It is tried again by itself."),
        SyncAdvice.ASK_OPERATOR: mark("It waits for you."),
        SyncAdvice.OUR_FAULT: mark("This looks like a fault of Causeloop; please report it."),
    }
)
REASONS = Words(
    {
        "schedule": mark("schedule"),
        "asked": mark("asked for"),
        "backfill": mark("backfill"),
        "recording": mark("recording"),
    }
)
_MINUTE, _HOUR = 60, 3600


def status_chip(connection: Connector) -> tuple[str, Tone]:
    """Say in a word how a connection stands."""
    if connection.running:
        return tr("syncing"), Tone.ACCENT
    return STATUSES[connection.status], STATUS_TONES[connection.status]


def standing_text(connection: Connector, now: datetime, *, push_only: bool = False) -> str:
    """Say in a line when a connection was last read, or why it is not."""
    if push_only:
        return tr("other programs push to it")
    if waiting := waiting_text(connection, now):
        return waiting
    if connection.status not in {ConnectorStatus.CONNECTED, ConnectorStatus.PAUSED}:
        return connection.status_reason or STATUSES[connection.status]
    if connection.last_synced_at is None:
        return tr("not read yet")
    return tr("read {when}").format(when=relative_time(connection.last_synced_at, now))


def waiting_text(waits: Connector | SyncRun | None, now: datetime) -> str:
    """Say for what a sync waits at this second; nothing where it does not."""
    run = waits if isinstance(waits, SyncRun) or waits is None else waits.last_run
    if run is None or run.waiting_until is None or run.waiting_until <= now:
        return ""
    seconds = ceil((run.waiting_until - now).total_seconds())
    words = tr("waiting {n}\u00a0s {reason}")
    return words.format(n=count_text(seconds), reason=run.waiting_for)


def estimate_text(estimate: BackfillEstimate) -> str:
    """Say what a backfill would take, or why nobody can tell."""
    if estimate.rows is None or estimate.requests is None or estimate.seconds is None:
        if estimate.requests_per_minute is None:
            return tr("How much there is cannot be told before it is read.")
        words = tr(
            "How much there is cannot be told before it is read; at most {n} requests a minute "
            "are asked."
        )
        return words.format(n=count_text(estimate.requests_per_minute))
    about = tr("about {n}") if estimate.certainty is EstimateCertainty.JUDGED else "{n}"
    one = estimate.requests == 1
    words = (
        tr("{rows} rows in 1 request, {time}.")
        if one
        else tr("{rows} rows in {n} requests, {time}.")
    )
    said = words.format(
        rows=about.format(n=count_text(estimate.rows)),
        n=count_text(estimate.requests),
        time=duration_text(estimate.seconds),
    )
    said = said[:1].upper() + said[1:]
    if not estimate.untold:
        return said
    return f"{said} " + tr("Not counted: {names}.").format(names=", ".join(estimate.untold))


def duration_text(seconds: int) -> str:
    """Say roughly how long something takes."""
    if seconds < _MINUTE:
        return tr("less than a minute")
    minutes = round(seconds / _MINUTE)
    if minutes < 2 * _MINUTE:
        return tr("1 minute") if minutes == 1 else tr("{n} minutes").format(n=minutes)
    return tr("{n} hours").format(n=round(seconds / _HOUR))


def health_text(connection: Connector, now: datetime, *, push_only: bool = False) -> str:
    """Say in a sentence how a connection is, and why."""
    if push_only:
        return tr("Other programs push to it; there is nothing to read.")
    if connection.status is ConnectorStatus.PAUSED:
        who = connection.paused_by or tr("somebody")
        words = tr("Paused by {who}: {reason}")
        return words.format(who=who, reason=connection.status_reason)
    run = connection.last_run
    if connection.status_reason and not connection.running:
        return connection.status_reason
    if run is None and connection.status is ConnectorStatus.PENDING:
        return tr("It has no credentials that work yet. Enter them under Settings.")
    if run is None:
        return tr("It works and has not been read yet.")
    return run_text(run, now)


def run_text(run: SyncRun, now: datetime) -> str:
    """Say in a sentence what a run brought, or why it did not."""
    if run.details is not None:
        return run.details.message
    when = relative_time(run.finished_at or run.started_at, now)
    words = {
        SyncStatus.SUCCESS: tr("Read {when}: {counts}."),
        SyncStatus.CANCELLED: tr("Cancelled {when}; what was read stays: {counts}."),
        SyncStatus.PENDING: tr("It is about to be read."),
    }.get(run.status, tr("Being read: {counts} so far."))
    said = words.format(when=when, counts=counts_text(run))
    if not run.waited_seconds or run.finished_at is None:
        return said
    waited = tr("It waited {time} for the source.").format(time=duration_text(run.waited_seconds))
    return f"{said} {waited}"


def counts_text(run: SyncRun) -> str:
    """Say what a run brought, leaving out what is zero."""
    parts = (
        (run.new, tr("{n} new")),
        (run.updated, tr("{n} updated")),
        (run.unchanged, tr("{n} unchanged")),
        (run.skipped, tr("{n} skipped")),
        (run.failed, tr("{n} failed")),
    )
    said = [words.format(n=count_text(count)) for count, words in parts if count]
    return ", ".join(said) or tr("nothing new")


def why_nothing_text(connection: Connector) -> str:
    """Say why a connection has brought nothing yet."""
    run = connection.last_run
    if connection.running and connection.waiting:
        words = tr("{name} is being read and waits {waiting}. What it brings appears here.")
    elif connection.running:
        words = tr("{name} is being read. What it brings appears here.")
    elif (run is not None and run.details is not None) or connection.status_reason:
        words = tr("{name}: {reason}")
    elif run is not None and run.finished_at is not None:
        words = tr("{name} was read and held nothing within the chosen span.")
    else:
        words = tr("{name} is connected and has not been read yet.")
    reason = run.details.message if run and run.details else connection.status_reason
    return words.format(name=connection.display_name, reason=reason, waiting=connection.waiting)


def delivery_text(webhook: Webhook, now: datetime) -> str:
    """Say what came last by a webhook and was believed."""
    last = webhook.last_delivery
    if last is None:
        return tr("Nothing has come yet.")
    when = relative_time(last.at, now)
    if last.test:
        return tr("A test came {when}. Messages in all: {n}.").format(
            when=when, n=count_text(webhook.deliveries)
        )
    words = tr("Last message {when}: {taken} taken, {ignored} none of ours, {rejected} unreadable.")
    return words.format(
        when=when, taken=last.accepted, ignored=last.ignored, rejected=last.rejected
    )


def refusal_text(webhook: Webhook, now: datetime) -> str:
    """Say why the last message that was not believed was refused."""
    last = webhook.last_refusal
    if last is None:
        return tr("Nothing was refused.")
    words = tr("Last refused {when}: {reason}")
    return words.format(when=relative_time(last.at, now), reason=last.reason)


def took_text(run: SyncRun, now: datetime) -> str:
    """Say how long a run took, or takes already."""
    seconds = max(0.0, ((run.finished_at or now) - run.started_at).total_seconds())
    if seconds < _MINUTE:
        return tr("{n}\u00a0s").format(n=f"{seconds:.0f}" if seconds >= 1 else "<\u00a01")
    if seconds < _HOUR:
        return tr("{n}\u00a0min").format(n=f"{seconds / _MINUTE:.0f}")
    return tr("{n}\u00a0h").format(n=f"{seconds / _HOUR:.1f}")


def schedule_text(schedule: Schedule) -> str:
    """Say when a connection syncs."""
    if not schedule.words:
        return ""
    return tr("{words}, {zone}").format(words=schedule.words, zone=schedule.timezone)


def times_text(schedule: Schedule, now: datetime) -> str:
    """Say the next times in the zone of the person who looks, the day where it is another."""
    shown = [time.astimezone() for time in schedule.next_runs]
    return " · ".join(_time_text(time, now.astimezone()) for time in shown)


def sign_in_text(entry: CatalogEntry) -> str:
    """Say how one signs in."""
    if entry.push_only:
        return tr("Nothing to sign in to: other programs push to it with a token of yours.")
    if entry.key and entry.oauth:
        return tr("With a key, or in the browser with an OAuth app of your own.")
    if entry.oauth:
        return tr("In the browser, with an OAuth app of your own.")
    if entry.key:
        return tr("With a key. It is kept encrypted and never shown again.")
    return tr("With the address and the account that you fill in.")


def _time_text(time: datetime, now: datetime) -> str:
    clock = f"{time:%H:%M}"
    if time.date() == now.date():
        return clock
    return f"{date_text(time.date(), now.date())} {clock}"
