"""The form that all lines have which one statement of a program wrote.

A template is for people to read, and says of what kind each part is that varies. The kind may vary
itself (``1f`` is hexadecimal, ``10`` need not be), and so may how many parts there are. The form
forgets both. That flags are values as numbers are, and that neighbouring values are one, follows
Khan et al., Guidelines for Assessing the Accuracy of Log Message Template Identification
Techniques (ICSE 2022).
"""

import re

from causeloop_desktop.engine.domain.text.remembered import Remembered

ANY = "<*>"
"""Stands for whatever varies."""

LONG = 280
"""Characters of a title that was cut, at least, if what it was cut from is the body."""

LONGEST_ENTRY = 5
"""Words of one entry of a list, at most."""

_VALUE = r"<(?:url|email|id|time|ip|path|host|hex|num|str|\*)>(?:[A-Fa-f]{1,6}(?!\w))?+"
"""A placeholder; few hexadecimal digits are read as a number with letters behind it."""

_FLAG = re.compile(r"(?<=[:=])( ?)(?:true|false|null|nil|none)\b", re.IGNORECASE)
_RELATIVE_PATH = re.compile(r"(?<![\w<>/.~-])[\w.~-]*+(?:/[\w.@+%=:~-]++){2,}")
_CODE = re.compile(
    rf"(?<![A-Za-z])(?:[A-Za-z]{{0,2}}{_VALUE}[-_:./]?(?:[A-Za-z]{{1,2}}[-_:.])?){{2,12}}(?![A-Za-z])"
)
"""Values and single letters, as in the name of a slot or of an attempt."""

_NEIGHBOURS = re.compile(rf"{_VALUE}(?:[-_:.,;/|]? ?{_VALUE})*")
_PLURAL = re.compile(r"(?<=<\*> )([a-z]{3,})s(?!\w)")


def line_of(title: str, body: str) -> str | None:
    """The whole line that an issue is, if it is no more than that.

    A line that is too long for a title stands in the body, and the title is how it begins.
    """
    said, told = title.strip(), body.strip()
    if told in ("", said):
        return said
    is_cut = len(said) >= LONG and told.startswith(said) and "\n" not in told
    return told if is_cut else None


def form_of(template: str) -> str:
    """The form of the lines that have ``template``."""
    return _FORMS[template]


def _form(template: str) -> str:
    form = _FLAG.sub(rf"\1{ANY}", template)
    for values in (_RELATIVE_PATH, _CODE, _NEIGHBOURS):
        form = values.sub(ANY, form)
    form = _PLURAL.sub(r"\1", form.lower())
    return " ".join(_without_repeats(form.split(" "))) if form.count(ANY) > 1 else form


_FORMS = Remembered(_form, most=1 << 14)


def _without_repeats(words: list[str]) -> list[str]:
    """``words`` with the last entry of each list for all of it."""
    kept: list[str] = []
    bare: list[str] = []
    for word in words:
        kept.append(word)
        bare.append(word.rstrip(",;"))
        if period := _repeated(bare):
            del kept[-2 * period : -period], bare[-2 * period : -period]
    return kept


def _repeated(words: list[str]) -> int:
    """How many of the last words, of which some vary, say again what stands before them."""
    for period in range(1, min(LONGEST_ENTRY, len(words) // 2) + 1):
        entry = words[-period:]
        if words[-2 * period : -period] == entry and any(ANY in word for word in entry):
            return period
    return 0
