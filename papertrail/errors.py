"""The errors that papertrail raises.

PapertrailError
├── UsageError      a value that the caller gave can't be used; also a ValueError
├── ConfigError     config.toml is missing, malformed or has an impossible value
├── StoreError      the database can't be opened, read or written
├── BusyError       another papertrail process writes, or does the same work
├── ReadOnlyError   the home can't be written to
├── NotFoundError   there is no such paper, topic, search, digest or channel
├── DocumentError   a PDF can't be fetched or read
├── AssistError     the language model can't be used, or its answer can't
└── DeliveryError   a channel did not accept a digest
    ├── ChannelError                and accepts none at present: unreachable, or the login fails
    └── DeliveryUnconfirmedError    and may have received it: its answer never came

Two packages below this one know nothing of it and have errors of their own, which pass through the
API as they are: `feeds.errors.FeedError` (an upstream failed, or no feed has that name) and
`index.errors.IndexingError` (a model or an index can't be used). They have the same attributes.
"""


class PapertrailError(Exception):
    """Base of papertrail's errors: one line and a hint.

    Attributes:
        message: what happened, in one line without a full stop.
        hint: what to do about it, or an empty string.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class UsageError(PapertrailError, ValueError):
    """A value that the caller gave can't be used, whatever is stored."""


class ConfigError(PapertrailError):
    """The configuration can't be used."""


class StoreError(PapertrailError):
    """The database can't be used."""


class BusyError(PapertrailError):
    """Another process has a lock that this one needs."""


class ReadOnlyError(PapertrailError):
    """The home can't be written to, as what was asked for needs."""


class NotFoundError(PapertrailError):
    """The thing that was named does not exist."""


class DocumentError(PapertrailError):
    """A PDF can't be fetched or read."""


class AssistError(PapertrailError):
    """The language model is not configured, can't be reached, or gave no usable answer."""


class DeliveryError(PapertrailError):
    """A channel did not accept what was sent."""


class ChannelError(DeliveryError):
    """A channel can't be used at present, whatever is sent."""


class DeliveryUnconfirmedError(DeliveryError):
    """A channel may have accepted what was sent; its answer never came."""
