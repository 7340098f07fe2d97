"""Stack traces: their normalised frames and the errors they name (Java, Python, JavaScript)."""

import re
from dataclasses import dataclass

TOP = 5
"""Frames that identify a crash; deeper ones belong to the framework that called."""

_JAVA = r"\s*+at\s++(?:[\w.@-]++/)*+(?P<java>[\w.$<>]++)\((?:[^()\n]*+)\)"
_SCRIPT = (
    r"\s*+at\s++(?:async\s++)?(?P<script>[\w.$<>\[\] ]+?)\s*+\((?P<file>[^()\n]+?)(?::\d++)*+\)"
)
_BARE = r"\s*+at\s++(?P<bare>[^\s()]+?\.[jt]sx?)(?::\d++)++"
_PYTHON = r"\s*+File\ \"(?P<module>[^\"\n]++)\",\ line\ \d++(?:,\ in\ (?P<function>[\w<>]++))?+"
_FRAME = re.compile(rf"^(?:{_JAVA}|{_SCRIPT}|{_BARE}|{_PYTHON})", re.MULTILINE | re.VERBOSE)
_HINT = re.compile(r"\n\s*+at\s|File \"")
_SYNTHETIC = re.compile(r"\$\d+|\$\$?[Ll]ambda\$?[\w$]*|lambda\$|<\d+>|\$\$\w+|access\$\d+|\d{2,}")
_ERROR = re.compile(
    r"(?<![\w.$])(?:[A-Za-z_][\w$]*+\.)*([A-Z][A-Za-z0-9_]*?(?:Exception|Error|Fault|Interrupt))\b"
)


@dataclass(frozen=True, slots=True)
class Trace:
    """What identifies a crash.

    Attributes:
        error: Class of the (outermost) error without its package, "" if none is named.
        frames: Normalised frames, innermost first, without lines and synthetic names.
    """

    error: str
    frames: tuple[str, ...]

    @property
    def key(self) -> str:
        """Equal for two crashes at the same place with the same error."""
        return "|".join((self.error, *self.frames[:TOP]))


def _module(path: str) -> str:
    return re.split(r"[\\/]", path)[-1].split("?")[0]


def _frame(match: re.Match[str]) -> str:
    if match["java"]:
        name = ".".join(match["java"].split(".")[-2:])
    elif match["script"]:
        name = f"{_module(match['file'])}:{match['script'].strip()}"
    elif match["bare"]:
        name = _module(match["bare"])
    else:
        name = f"{_module(match['module'])}:{match['function'] or ''}"
    return _SYNTHETIC.sub("", name)


def errors_in(text: str) -> tuple[str, ...]:
    """Names of error classes in ``text``, without packages, each once, in order."""
    return tuple(dict.fromkeys(_ERROR.findall(text)))


def trace_of(text: str) -> Trace | None:
    """The first stack trace in ``text``, or None if there is none of at least two frames."""
    if not _HINT.search(text):
        return None
    found = list(_FRAME.finditer(text))
    if len(found) < 2:
        return None
    frames = [_frame(match) for match in found]
    if found[0]["module"]:
        frames.reverse()
        named = errors_in(text[found[-1].end() :]) or errors_in(text)
    else:
        named = errors_in(text[: found[0].start()])[-1:]
    return Trace(named[0] if named else "", tuple(frames))


def without_frames(text: str) -> str:
    """``text`` with the lines of its stack traces taken out."""
    return _FRAME.sub("", text) if _HINT.search(text) else text
