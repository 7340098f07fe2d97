"""The random keys of a data directory: made once, readable by the owner only."""

import json
import logging
import secrets
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

from causeloop_desktop.engine.store.errors import UnusableDirectoryError
from causeloop_desktop.private_files import write_private

FILE_NAME = "keys.json"
KEY_BYTES = 32

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The secrets that sign what we hand out, 32 random bytes each, in hex."""

    jwt: str
    cursor: str


def load_keys(directory: Path) -> Keys:
    """Read the keys of ``directory``, making them at the first start.

    Damaged keys are made anew: sessions end and open lists begin again, no more.

    Raises:
        UnusableDirectoryError: What stands in their place is not ours to read, or is no file.
    """
    path = directory / FILE_NAME
    try:
        return _read(path) if path.exists() else _make(path)
    except (ValueError, TypeError):
        logger.warning("the keys of the data directory were damaged and are made anew")
        return _make(path)
    except OSError as error:
        raise UnusableDirectoryError(path, error.strerror or str(error)) from error


def _make(path: Path) -> Keys:
    keys = Keys(jwt=secrets.token_hex(KEY_BYTES), cursor=secrets.token_hex(KEY_BYTES))
    write_private(path, json.dumps(asdict(keys)))
    return keys


def _read(path: Path) -> Keys:
    """Read keys.

    Raises:
        ValueError: They are damaged, or too short to be ours.
        TypeError: Something else stands in their place.
    """
    keys = Keys(**json.loads(path.read_text(encoding="utf-8")))
    if any(len(bytes.fromhex(key)) != KEY_BYTES for key in astuple(keys)):
        raise ValueError("a key is too short")
    return keys
