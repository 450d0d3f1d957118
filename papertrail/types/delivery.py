"""Deliveries of digests to channels."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delivery:
    """A digest on its way to one channel.

    Attributes:
        digest: the digest's number.
        channel: the channel's name in the configuration.
        key: the same at each attempt, so that the receiving side can know a repetition.
        state: planned, sending (the channel may have it), confirmed, failed (the channel surely
            has it not) or dropped.
        attempts: how often it was tried.
        error: why the last attempt came to nothing.
        moment: of the last change, ISO 8601, UTC.
    """

    id: int
    digest: int
    channel: str
    key: str
    state: str
    attempts: int
    error: str
    moment: str

    @property
    def in_doubt(self) -> bool:
        """Whether an earlier attempt ended after the channel could have taken it and before that
        was known.
        """
        return self.state == "sending"
