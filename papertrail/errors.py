"""What can go wrong in the product itself.

PapertrailError
├── ConfigError     config.toml is missing, malformed or says something impossible
├── StoreError      the database can't be opened, read or written
├── BusyError       another papertrail process writes, or is doing the same work
├── NotFoundError   no such paper, topic, digest
└── DeliveryError   a channel did not take a digest
    ├── ChannelError    and takes no other now: it can't be reached, or refuses the login
    └── DeliveryUnconfirmedError      or took it and never said so
"""


class PapertrailError(Exception):
    """Base of the product's errors, shown to the user as one line and a hint.

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


class ConfigError(PapertrailError):
    """The configuration can't be used."""


class StoreError(PapertrailError):
    """The database can't be used."""


class BusyError(PapertrailError):
    """Another process holds what this one needs."""


class NotFoundError(PapertrailError):
    """What was asked for is not there."""


class DeliveryError(PapertrailError):
    """A channel surely did not take what was sent."""


class ChannelError(DeliveryError):
    """A channel can't be used now, whatever is sent."""


class DeliveryUnconfirmedError(DeliveryError):
    """A channel may have taken what was sent; its answer never came."""
