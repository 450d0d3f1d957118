"""Deliveries of digests to channels."""

from dataclasses import dataclass

from papertrail.types.exit_code import ExitCode


@dataclass(frozen=True, slots=True)
class Delivery:
    """A digest on its way to one channel.

    Attributes:
        digest: the digest's number.
        channel: the channel's name in the configuration.
        key: the same at each attempt, so that the receiving side can know a repetition.
        state: planned, sending (the channel may have it), confirmed, failed (the channel does not
            have it) or dropped.
        attempts: how often it was tried.
        error: why the last attempt failed.
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
        """Whether the channel may have accepted it in an attempt that ended without an answer."""
        return self.state == "sending"


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """The result of delivering digests.

    Attributes:
        planned: deliveries that were added for the digests asked for.
        sent: how many were confirmed.
        open: how many are still to be done, after this attempt.
    """

    planned: int
    sent: int
    open: int

    @property
    def outcome(self) -> ExitCode:
        """Whether all was delivered, a part of it, or nothing."""
        if not self.open:
            return ExitCode.DONE
        return ExitCode.PARTIAL if self.sent else ExitCode.FAILED
