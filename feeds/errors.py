"""Define the errors of fetching from an upstream.

FeedError
├── UnreachableError   no answer: DNS, connection, time-out, a body that stops half-way
│   └── NoConnectionError  there is no way to the host; that is not the host's failure
│       └── SetupError     a setting of this machine is wrong: certificates, proxy
├── ThrottledError     the upstream asks for fewer requests; `until` says when to come back
├── RefusedError       the upstream understood the request and will not answer it
│   ├── LoginError     it wants a login, or does not take this one
│   └── NotFoundError  there is nothing at this address (yet)
├── MalformedError     an answer that is not what the upstream's format promises
│   └── HopelessError  asking again would only bring the same
└── UnknownFeedError   no feed goes by that name
"""

from datetime import datetime


class FeedError(Exception):
    """Base of all errors of this package.

    Attributes:
        message: what happened, in one line without a full stop.
        hint: what the user can do about it, or an empty string.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class UnreachableError(FeedError):
    """No complete answer arrived."""


class NoConnectionError(UnreachableError):
    """There is no way to the host: it is not paused for that."""


class SetupError(NoConnectionError):
    """A setting of this machine keeps it from asking; the same would happen again."""


class ThrottledError(FeedError):
    """The upstream asks for fewer requests.

    Attributes:
        until: when the host may be asked again (aware, UTC), or None when it did not say.
    """

    def __init__(self, message: str, hint: str = "", until: datetime | None = None) -> None:
        super().__init__(message, hint)
        self.until = until

    def __reduce__(self) -> tuple[type["ThrottledError"], tuple[str, str, datetime | None]]:
        return type(self), (self.message, self.hint, self.until)


class RefusedError(FeedError):
    """The upstream refuses this request; repeating it would not help."""


class LoginError(RefusedError):
    """The upstream wants a login, or does not take the one that it was given."""


class NotFoundError(RefusedError):
    """There is nothing at this address, or not yet."""


class MalformedError(FeedError):
    """The answer is not what the upstream's format promises."""


class HopelessError(MalformedError):
    """The same answer would come again; the request is not repeated."""


class UnknownFeedError(FeedError):
    """No feed goes by that name."""
