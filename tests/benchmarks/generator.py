"""Issues for benchmarks: 60-word bodies, a long tail of words, and terms of known frequency."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

VERSION = 1
"""Raise it whenever the same seed gives other issues; cached databases go by it."""

FREQUENT, USUAL, RARE = "alphaterm", "betaterm", "gammaterm"
"""Words that stand in 50 %, 5 % and 0.01 % of the bodies."""

BATCH = 500
BODY_WORDS = 60
TITLE_WORDS = 8
TEAMS = 20
SERVICES = 60
SPAN_SECONDS = 730 * 86_400
LAST = datetime(2026, 6, 30, tzinfo=UTC)

_SOURCES = ("jira", "github", "pagerduty", "zendesk", "custom_api")
_SEVERITIES = ("p1", "p2", "p3", "p4")
_STATUSES = ("open", "in progress", "resolved", "closed", "wont fix")


def batches(count: int, seed: int = 7) -> Iterator[list[dict[str, Any]]]:
    """Give ``count`` records in batches of 500, always the same for one seed."""
    chance = random.Random(seed)
    pool = _words(chance)
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        yield [_record(number, count, chance, pool) for number in numbers]


def _words(chance: random.Random) -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(3, 10))) for _ in range(30_000)]
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    return chance.choices(vocabulary, weights, k=1_000_000)


def _record(number: int, count: int, chance: random.Random, pool: list[str]) -> dict[str, Any]:
    start = chance.randrange(len(pool) - BODY_WORDS)
    age = SPAN_SECONDS * (1 - number / count) * chance.uniform(0.9, 1.0)
    created = LAST - timedelta(seconds=int(age))
    return {
        "external_id": f"BENCH-{chance.randrange(1 << 40):x}-{number}",
        "source": chance.choices(_SOURCES, (5, 3, 2, 1, 1))[0],
        "title": " ".join(pool[start : start + TITLE_WORDS]),
        "body": _body(number, pool[start : start + BODY_WORDS]),
        "severity": chance.choices(_SEVERITIES, (1, 3, 8, 4))[0],
        "status": chance.choices(_STATUSES, (5, 2, 6, 1, 1))[0],
        "team": f"team {chance.randrange(TEAMS)}",
        "service": f"service-{chance.randrange(SERVICES)}",
        "external_url": f"https://tracker.example.com/{number}",
        "source_created_at": created.isoformat(),
    }


def _body(number: int, words: list[str]) -> str:
    words = list(words)
    for every, term in ((2, FREQUENT), (20, USUAL), (10_000, RARE)):
        if number % every == 0:
            words[number % (BODY_WORDS - 3) + (every > 2) + (every > 20)] = term
    return " ".join(words)
