"""Stack traces: normalised frames and the errors they name (Java, Python, JavaScript, C, Ruby)."""

import re
from dataclasses import dataclass
from itertools import chain

TOP = 5
"""Frames that identify a crash; deeper ones belong to the framework that called."""

LEAST = 3
"""Own frames without which two crashes are not called the same."""

_JAVA = r"at\s++(?:[\w.@-]++/)*+(?P<java>[\w.$<>`]++)\((?:[^()\n]*+)\)"
_SCRIPT = (
    r"at\s++(?:async\s++)?(?P<script>[\w.$<>\[\]]++(?:[ ]++[\w.$<>\[\]]++)*+)\s*+"
    r"\((?P<file>[^()\n]++)\)"
)
_BARE = r"at\s++(?:async\s++)?+(?P<bare>[^\s()]+?\.[jt]sx?)(?::\d++)++"
_SOURCE = r"(?:\n[ \t]++(?!File\ \")\S[^\n]*+(?:\n[ \t]++[\^~]++(?=\s|$))?+)?+"
"""What Python shows below a frame: the line of source, and perhaps which part of it failed."""
_PYTHON = (
    r"File\ \"(?P<module>[^\"\n]++)\",\ line\ \d++(?:,\ in\ (?P<function>[\w<>]++))?+" + _SOURCE
)
_NATIVE = r"\#\d++\s++(?:0x[0-9a-fA-F]++\s++in\s++)?+(?P<native>[\w:~<>.@]++)\s*+\(.*"
_RUBY = r"(?:from\s++)?+(?P<ruby>[^\s:]+?\.rb):\d++:in\s[`'](?P<method>[^']*+)'"
# Only blanks of a frame's own line are skipped: each of a thousand empty lines would skip the rest.
_FRAME = re.compile(
    rf"^[^\S\n]*+(?:{_JAVA}|{_SCRIPT}|{_BARE}|{_PYTHON}|{_NATIVE}|{_RUBY})",
    re.MULTILINE | re.VERBOSE,
)
_PLACES = ("java", "file", "bare", "module", "native", "ruby")
_HINT = re.compile(r"\n[^\S\n]*+(?:at\s|File \"|#\d++\s|from\s)|\.rb:\d++:in")
"""For a text behind a new line: to look for one takes half as long as to try ``^`` everywhere."""

_RUNTIME = re.compile(
    r"(?:java|javax|jdk|sun|com\.sun|kotlin|scala|groovy|org\.junit|junit|System|Microsoft)\.|node:"
    r"|internal/|__|g_|raise$|abort$|.*(?:/lib/python|/rubies/)"
)
_SYNTHETIC = re.compile(r"\$\d+|\$\$?[Ll]ambda\$?[\w$]*|lambda\$|<\d+>|\$\$\w+|access\$\d+|\d{2,}")
_ENDINGS = "Exception|Error|Fault|Interrupt"
_ENDING = re.compile(_ENDINGS)
_ERROR = re.compile(rf"(?<![\w.$])(?:[A-Za-z_][\w$]*+\.)*([A-Z][A-Za-z0-9_]*?(?:{_ENDINGS}))\b")


@dataclass(frozen=True, slots=True)
class Trace:
    """What identifies a crash.

    Attributes:
        error: Class of the (outermost) error without its package, "" if none is named.
        frames: Normalised frames, innermost first, without lines and synthetic names.
        own: Those of them that do not belong to a language's runtime or a test runner.
    """

    error: str
    frames: tuple[str, ...]
    own: tuple[str, ...]

    @property
    def telling(self) -> tuple[str, ...]:
        """The frames that tell crashes apart: the own ones, or all where there are none."""
        return self.own or self.frames

    @property
    def key(self) -> str | None:
        """Equal for two crashes at the same place with the same error; None if too little tells."""
        return "|".join((self.error, *self.own[:TOP])) if len(self.own) >= LEAST else None


def _module(path: str) -> str:
    return re.split(r"[\\/]", path)[-1].split("?")[0]


def _without_line(place: str) -> str:
    """``place`` without the numbers of line and column at its end."""
    while (cut := place.rpartition(":"))[2].isdecimal() and cut[0]:
        place = cut[0]
    return place


def _frame(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "java":
            name = ".".join(match["java"].split(".")[-2:])
        case "file":
            name = f"{_module(_without_line(match['file']))}:{match['script']}"
        case "bare" | "native" as group:
            name = _module(match[group])
        case "method":
            name = f"{_module(match['ruby'])}:{match['method']}"
        case _:
            name = f"{_module(match['module'])}:{match['function'] or ''}"
    return _SYNTHETIC.sub("", name)


def _is_own(match: re.Match[str]) -> bool:
    where = next(match[group] for group in _PLACES if match[group])
    return not _RUNTIME.match(where)


def errors_in(text: str) -> tuple[str, ...]:
    """Names of error classes in ``text``, without packages, each once, in order."""
    return tuple(dict.fromkeys(_ERROR.findall(text))) if _ENDING.search(text) else ()


def _may_have_frames(text: str) -> bool:
    return _HINT.search(f"\n{text}") is not None


def trace_of(text: str) -> Trace | None:
    """The first stack trace in ``text``, or None if there is none of at least two frames."""
    return trace_and_rest(text)[0]


def trace_and_rest(text: str) -> tuple[Trace | None, str]:
    """What ``trace_of`` says, and then ``text`` without its frames; each text is read once."""
    found = list(_FRAME.finditer(text)) if _may_have_frames(text) else []
    if len(found) < 2:
        return None, text
    edges = [0, *chain.from_iterable(match.span() for match in found), len(text)]
    rest = "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    return _trace(text, found), rest


def _trace(text: str, found: list[re.Match[str]]) -> Trace:
    if found[0]["module"]:
        named = errors_in(text[found[-1].end() :]) or errors_in(text)
        found.reverse()
    else:
        named = errors_in(text[: found[0].start()])[-1:]
    frames = tuple(_frame(match) for match in found)
    own = tuple(frame for frame, match in zip(frames, found, strict=True) if _is_own(match))
    return Trace(named[0] if named else "", frames, own)


def without_frames(text: str) -> str:
    """``text`` with the lines of its stack traces taken out."""
    return _FRAME.sub("", text) if _may_have_frames(text) else text
