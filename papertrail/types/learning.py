"""Ways to read."""

from dataclasses import dataclass, field

KINDS = ("course", "book", "paper", "survey", "project", "new")
LEVELS = ("beginner", "intermediate", "advanced")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way.

    Attributes:
        kind: course, book, paper, survey, project, or new for a paper of this month.
        id: a paper's id, or `spine:NAME`.
        presumes: what a reader should know before.
        state: done, skipped, or empty.
        note: what the reader noted.
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

    @property
    def done(self) -> bool:
        """Whether the reader did it."""
        return self.state == "done"


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
