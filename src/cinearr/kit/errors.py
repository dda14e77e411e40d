"""The few errors that cross a layer. Only the HTTP edge turns them into status codes.

CinearrError
├── NotFound            the thing asked for is not there
├── Conflict            the act does not fit the present state
├── Invalid             the input breaks a rule; carries one Failure a rule
├── NotBuilt            part of the contract that this version does not have yet
└── ProviderError       another program did not do what was asked
    ├── Unreachable     no answer: name, connection, time-out
    ├── NotAuthorised   it answers, but not to us
    ├── RateLimited     it asks us to wait
    └── BadAnswer       it answers something that cannot be understood
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class CinearrError(Exception):
    """The root. The message is a sentence for a person."""

    @property
    def message(self) -> str:
        """The sentence. It may quote a stranger, and U+0000 is what no text of the database can hold."""
        return str(self).replace("\0", "\ufffd")


class NotFound(CinearrError):
    """The thing asked for is not there."""


class Conflict(CinearrError):
    """The act does not fit the present state."""


class NotBuilt(CinearrError):
    """Part of the contract that this version does not have yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One broken rule, in the terms of the v3 validation answer.

    `property_name` is PascalCase ("" for the whole). `code` is the rule's v3 name (`NotEmptyValidator`). Failures of
    a provider's test have no code but may carry `detail` and `link`.
    """

    property_name: str
    message: str
    attempted: Any = None
    severity: str = "error"  # error | warning | info
    code: str | None = None
    placeholders: dict[str, Any] = field(default_factory=dict)
    detail: str | None = None
    link: str | None = None
    tested: bool = False  # found out by asking the real thing, not by a rule

    @property
    def is_warning(self) -> bool:
        """A warning may be passed over with forceSave."""
        return self.severity == "warning"


class Invalid(CinearrError):
    """The input breaks one or more rules."""

    def __init__(self, *failures: Failure) -> None:
        super().__init__("; ".join(failure.message for failure in failures))
        self.failures = failures


class ProviderError(CinearrError):
    """Another program did not do what was asked. `retry_after` (seconds) and the HTTP `status`, when it said so."""

    def __init__(self, message: str, *, retry_after: float | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.status = status


class Unreachable(ProviderError):
    """No answer: name, connection, time-out."""


class NotAuthorised(ProviderError):
    """It answers, but not to us."""


class RateLimited(ProviderError):
    """It asks us to wait."""


class BadAnswer(ProviderError):
    """It answers something that cannot be understood."""
