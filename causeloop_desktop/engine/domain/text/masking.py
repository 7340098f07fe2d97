"""Replace what varies between two occurrences of one failure by placeholders.

One compiled expression does all of it in one pass: what it matches first at a position wins, so
the alternatives go from the most to the least specific. Codes that name a failure (``HTTP 504``,
``ORA-00942``) stay, and so do technical words that merely contain a digit (``s3``, ``log4j``).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_WORDS_WITH_DIGITS = (
    "s3|ec2|k8s|h2|db2|2fa|mp3|mp4|i18n|l10n|x86|x86_64|x64|x509|log4j2?|slf4j|neo4j|c3p0|p95|p99|"
    "ipv[46]|http[123]|tls1|utf_?8|utf_?16|sha_?1|sha_?256|sha_?512|md5|base64|oauth2?|web3|"
    "python[23]|java(?:8|11|17|21)|ext[34]|arm64|amd64|int(?:8|16|32|64)|float(?:32|64)"
)
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_ZONE = r"(?:[.,]\d++)?(?:\s?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?+\b"
_CLOCK = rf"\d{{1,2}}:\d\d(?::\d\d)?+{_ZONE}"
_DATE = r"(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d)"
_UNIT = "ms|us|ns|sec|secs|s|min|h|[kKMGT]i?[bB]|%"
_TOP_LEVEL = (
    "com|net|org|edu|gov|io|dev|local|internal|localdomain|lan|corp|cloud|app|de|uk|us|eu|fr|it|"
    "nl|ch|jp|cn|in|au|ca|br|ru|info|biz"
)
_SCHEME, _WORD, _LABEL, _LABELS = 30, 64, 63, 20
"""The longest that these are outside of made-up texts: a scheme, what stands before the @ or after
an address, a part of a host's name (RFC 1035), and their number. Without bounds a line of dashes is
read once for each dash.
"""

_VARIABLE = re.compile(
    rf"""
    (?<![A-Za-z0-9])(?:
      (?P<keep>
        (?:HTTP(?:/\d(?:\.\d)?+)?+(?:\ (?:status|error|code))*+|[Ee]rror(?:\ code)?+)
          [ :=]++[45]\d\d(?!\d)
        | \d(?![KMGT]i?B)[A-Z]{{1,2}}(?![A-Za-z0-9])
        | (?:ORA|SQLSTATE|PLS|TNS|AADSTS|CVE)-?\d++ | (?i:{_WORDS_WITH_DIGITS})(?![A-Za-z0-9])
      )
    | (?P<url>[A-Za-z][A-Za-z0-9+.-]{{0,{_SCHEME}}}+://[^\s"'<>\])]++)
    | (?P<email>[A-Za-z0-9_][\w.+-]{{0,{_WORD}}}+@[\w-]++(?:\.[\w-]++)++)
    | (?P<uuid>[0-9a-fA-F]{{8}}-(?:[0-9a-fA-F]{{4}}-){{3}}[0-9a-fA-F]{{12}})
    | (?P<time>
        (?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*+,?\ )?{_MONTH}\ ++\d\d?(?:,?\ \d{{4}}(?!:))?+
          (?:\ {_CLOCK}(?:\ [A-Z]{{3,4}})?+(?:\ \d{{4}}\b)?+)?+
        | {_DATE}(?:[T\ _]{_CLOCK})?+ | {_CLOCK}
      )
    | (?P<ip>\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?::\d++)?+(?![\w.]{{0,{_WORD}}}[A-Za-z])
        | (?:[0-9a-fA-F]{{1,4}}:){{3,7}}:?[0-9a-fA-F]{{1,4}}\b)
    | (?P<drive>[A-Za-z]:\\[\w.\\-]++)
    | (?P<host>(?:[A-Za-z0-9-]{{1,{_LABEL}}}+\.){{1,{_LABELS}}}+(?:{_TOP_LEVEL})(?::\d++|(?![\w.])))
    | (?P<hex>0[xX][0-9a-fA-F]++|
          (?=[0-9a-fA-F]*\d)(?=[0-9]*[a-fA-F])[0-9a-fA-F]{{7,}}(?![A-Za-z]))
    | (?P<code>[A-Za-z]{{0,4}}\d++[A-Za-z]{{1,4}}-?\d[A-Za-z0-9]*+
          (?:-[A-Za-z0-9]*\d[A-Za-z0-9]*+)*+)
    | (?P<num>[-+]?\d++(?:[.,]\d++)*+(?:\ ?(?:{_UNIT})(?![A-Za-z]))?+)
    )
    | (?P<path>(?<![\w<>/.])/[\w.+@%=~-]++(?:/[\w.+@%=:~-]*+)++)
    | (?P<run>(?<=[A-Za-z])\d++)
    """,
    re.VERBOSE,
)
_PLACEHOLDER = {
    "url": "<url>",
    "email": "<email>",
    "uuid": "<id>",
    "time": "<time>",
    "ip": "<ip>",
    "drive": "<path>",
    "path": "<path>",
    "host": "<host>",
    "hex": "<hex>",
    "code": "<id>",
    "num": "<num>",
    "run": "<num>",
}
_QUOTED = re.compile(r"(?<!\w)(?:'[^'\s]{1,80}'|\"[^\"\s]{1,80}\"|`[^`\s]{1,80}`)(?!\w)")
_REPEATED = re.compile(r"<(\w+)>(?:[-_:.,/]?<(?:num|hex|\1)>)+")
_SIGN = re.compile(r"[\d/@:.-]")
"""Without any of these nothing in a text varies; half of all titles have none."""


class Variable(NamedTuple):
    """A part of a text that varies, from ``start`` to before ``end``, and what stands for it."""

    start: int
    end: int
    placeholder: str


def variables(text: str) -> Iterator[Variable]:
    """Yield what ``mask`` replaces, in its order."""
    for match in _VARIABLE.finditer(text):
        kind = match.lastgroup or "keep"
        if kind != "keep":
            yield Variable(match.start(), match.end(), _PLACEHOLDER[kind])


def _placeholder(match: re.Match[str]) -> str:
    kind = match.lastgroup or "keep"
    return match[0] if kind == "keep" else _PLACEHOLDER[kind]


def mask(text: str) -> str:
    """Replace numbers, ids, times, paths and addresses in ``text`` by ``<num>``, ``<id>``, ...."""
    return _VARIABLE.sub(_placeholder, text) if _SIGN.search(text) else text


def template_of(title: str) -> str:
    """The form that a title shares with other occurrences of the same failure.

    Beyond ``mask``, single quoted words become ``<str>``, chains of placeholders one, and
    white space is evened out. Case stays, for names are made of templates.
    """
    masked = _REPEATED.sub(r"<\1>", _QUOTED.sub("<str>", mask(title)))
    return " ".join(masked.split())
