"""What can go wrong with a source; the class says what to do next.

ConnectorError
├── RetryLaterError          the same request may work later
│   ├── LimitReachedError    the provider asks for patience
│   └── UnreachableError     no answer, or one that says "not now"
├── SkipRowError             one row cannot be read; the others can
├── AskOperatorError         a person has to do something
│   ├── SettingMissingError
│   ├── CredentialsRefusedError
│   ├── PermissionMissingError
│   └── NotFoundError        what was chosen is gone, moved or hidden
└── OurFaultError            asked wrongly, or the answer is none we know
    ├── RequestRefusedError
    ├── UnreadableAnswerError
    └── EndlessListError
"""


class ConnectorError(Exception):
    """A source could not be read.

    Args:
        sentence: What happened and what to do, for a person.
        upstream: What the provider said, as far as it is worth showing.
    """

    def __init__(self, sentence: str, upstream: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.upstream = upstream


class RetryLaterError(ConnectorError):
    """The same request may work later.

    Args:
        sentence: What happened.
        upstream: What the provider said.
        after_seconds: When to try again, where the provider says it.
    """

    def __init__(
        self, sentence: str, upstream: str = "", after_seconds: float | None = None
    ) -> None:
        super().__init__(sentence, upstream)
        self.after_seconds = after_seconds


class LimitReachedError(RetryLaterError):
    """The provider counts our requests and has had enough for now."""


class UnreachableError(RetryLaterError):
    """There was no answer, or one that says "not now"."""


class SkipRowError(ConnectorError):
    """One row cannot become a record; it is kept and shown, and the others go on."""


class AskOperatorError(ConnectorError):
    """A person has to do something before it can work."""


class SettingMissingError(AskOperatorError):
    """A setting that the address needs is not filled in."""


class CredentialsRefusedError(AskOperatorError):
    """The provider does not know these credentials any more."""


class PermissionMissingError(AskOperatorError):
    """The credentials are good, but not for this."""


class NotFoundError(AskOperatorError):
    """What was chosen is gone, moved, or hidden from these credentials."""


class OurFaultError(ConnectorError):
    """We asked wrongly, or the answer has a shape that we do not know."""


class RequestRefusedError(OurFaultError):
    """The provider did not understand the request."""


class UnreadableAnswerError(OurFaultError):
    """The answer is cut short, or not what its kind should look like."""


class EndlessListError(OurFaultError):
    """The pages of a list repeat themselves."""
