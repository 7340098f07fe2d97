"""``python -m tests.benchmarks.sync_provider COUNT``: a ServiceNow of so many rows on this machine.

Its address is the one line that it prints; it lives until its stdin closes.
"""

import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.providers.server import Asked, Told, serving

BEGIN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=30)
WORDS = "The payment service answered 502 while the checkout waited for its upstream. " * 5


class ServiceNow:
    """Incidents that are made when they are asked for."""

    def __init__(self, count: int) -> None:
        self.count = count

    def respond(self, asked: Asked) -> Told:
        """Answer a page, by the time from which it is asked."""
        query = asked.params.get("sysparm_query", "")
        size = int(asked.params["sysparm_limit"])
        since = query.partition(">=")[2].partition("^")[0]
        first = 0
        if since:
            moment = datetime.fromisoformat(since).replace(tzinfo=UTC)
            first = max(0, int((moment - BEGIN) / timedelta(seconds=1)))
        rows = [_incident(number) for number in range(first, min(first + size, self.count))]
        link = {"Link": '</again>; rel="next"'} if first + size < self.count else {}
        return Told({"result": rows}, headers=link)


def _incident(number: int) -> dict[str, Any]:
    moment = BEGIN + timedelta(seconds=number)
    return {
        "sys_id": f"{number:032x}",
        "number": f"INC{number:07}",
        "short_description": f"Checkout fails with error {number % 977} on node {number % 31}",
        "description": f"{WORDS} Request {number}.",
        "priority": str(number % 5 + 1),
        "state": "2",
        "opened_at": f"{moment:%Y-%m-%d %H:%M:%S}",
        "sys_updated_on": f"{moment:%Y-%m-%d %H:%M:%S}",
    }


if __name__ == "__main__":
    with serving(ServiceNow(int(sys.argv[1])).respond) as address:
        print(address, flush=True)
        sys.stdin.read()
