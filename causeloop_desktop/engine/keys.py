"""The random keys of a data directory: made once, readable by the owner only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_NAME = "keys.json"


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The secrets that sign what we hand out, 32 random bytes each, in hex."""

    jwt: str
    cursor: str


def load_keys(directory: Path) -> Keys:
    """Read the keys of ``directory``, making them at the first start."""
    path = directory / FILE_NAME
    if not path.exists():
        fresh = Keys(jwt=secrets.token_hex(32), cursor=secrets.token_hex(32))
        write_private(path, json.dumps(asdict(fresh)))
    return Keys(**json.loads(path.read_text(encoding="utf-8")))


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody but its owner can read; it appears whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
