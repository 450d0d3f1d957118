"""Ways to read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

KINDS = ("course", "book", "paper", "survey", "project", "new")
LEVELS = ("beginner", "intermediate", "advanced")


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of why a step is on a way, for interfaces to put into words of a language.

    Attributes:
        text: in English, with `{names}` or `{count}` where they go.
        names: of concepts.
    """

    text: str
    names: tuple[str, ...] = ()
    count: int = 0

    @property
    def in_english(self) -> str:
        """The part as it is read."""
        return self.text.format(names=" and ".join(self.names), count=self.count)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way.

    Attributes:
        kind: course, book, paper, survey, project, or new for a paper of this month.
        id: a paper's id, or `spine:NAME`.
        presumes: what a reader should know before.
        state: done, skipped, or empty.
        note: what the reader noted.
        reasons: what `why` begins with, in parts; empty if it is a sentence of the spine.
        detail: what follows them in `why`: a sentence of the abstract.
    """

    kind: str
    title: str
    id: str
    url: str
    why: str
    presumes: tuple[str, ...]
    minutes: int
    stage: int = 3
    state: str = ""
    note: str = ""
    reasons: tuple[Reason, ...] = ()
    detail: str = ""

    @property
    def done(self) -> bool:
        """Whether the reader did it."""
        return self.state == "done"


def why(reasons: Iterable[Reason], detail: str = "") -> str:
    """Return reasons as English sentences."""
    return f"{'; '.join(each.in_english for each in reasons)}. {detail}".strip()


@dataclass(frozen=True, slots=True)
class Way:
    """The steps from the foundations to the frontier of a topic, with remarks for people.

    Attributes:
        further: what a first way leaves out: slower courses, other landmarks of the topic.
    """

    topic: str
    steps: tuple[Step, ...]
    remarks: tuple[str, ...] = ()
    further: tuple[Step, ...] = ()

    @property
    def minutes(self) -> int:
        """The time of the steps that are not done or skipped."""
        return sum(step.minutes for step in self.steps if not step.state)


@dataclass(frozen=True, slots=True)
class StepProgress:
    """What a reader did with a step, as it is stored; moments and days in ISO 8601.

    Attributes:
        recalled: the last day on which the note came back, or None.
        times: how often it came back.
    """

    step: str
    state: str
    note: str
    changed: str
    recalled: str | None = None
    times: int = 0


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do now.

    Attributes:
        step: None if the way is finished.
        known: the last step done, or None.
        recalls: earlier steps whose notes come back today.
    """

    topic: str
    step: Step | None
    known: Step | None
    left: int
    recalls: tuple[Step, ...] = field(default=())
