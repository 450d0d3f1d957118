"""The progress of an update, as any process of the same home can read it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceProgress:
    """How a source is being read.

    Attributes:
        status: one of `feeds.source.Status`; empty while it is being read.
    """

    name: str
    fetched: int
    new: int
    status: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class UpdateProgress:
    """The update that is running, or the last one.

    Attributes:
        started: ISO 8601, UTC.
        ended: likewise; empty while it is running, or if it was cut short.
        is_running: whether its process is at work.
        step: what is being done after fetching, such as "papers"; empty before.
        done: how many units of the step are done, of `total`.
        error: why it failed; empty otherwise.
    """

    started: str
    ended: str = ""
    is_running: bool = False
    sources: tuple[SourceProgress, ...] = ()
    step: str = ""
    done: int = 0
    total: int = 0
    error: str = ""
