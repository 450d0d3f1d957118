"""Reports on topics: what they learnt, how well they predict marks, and which are missing."""

from dataclasses import dataclass

from papertrail.types.topic import Topic
from papertrail.types.work import Work


@dataclass(frozen=True, slots=True)
class RankedWork:
    """A work and how relevant it is to a topic, from 0 to 1."""

    work: Work
    relevance: float


@dataclass(frozen=True, slots=True)
class TopicReport:
    """A report on a topic: what it learnt, and its matches among the papers of the last weeks.

    Attributes:
        liked: how many papers it learnt from as examples.
        disliked: how many it learnt from as counter-examples.
        supporting: terms that make a paper relevant, strongest first.
        opposing: terms that make it irrelevant, strongest first.
        best: the most relevant papers, best first.
        borderline: those closest to the cut-off, on either side.
        weeks: matches in each of the last twelve weeks, the present one last.
    """

    topic: Topic
    liked: int
    disliked: int
    supporting: tuple[str, ...]
    opposing: tuple[str, ...]
    best: tuple[RankedWork, ...]
    borderline: tuple[RankedWork, ...]
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TopicReason:
    """Why a topic shows a paper, or does not.

    Attributes:
        relevance: of the paper, from 0 to 1; 0 if a rule keeps it out.
        cut_off: the relevance from which on papers are shown.
        parts: what adds to the log-odds of relevance, and what takes from them, in plain words.
        terms: that counted most, first the strongest.
        sentence: of the abstract that speaks most for it, or "".
        rule: the author or lab that the topic follows, or "".
        excluded: which rule keeps the paper out, or "".
        better: the name of a topic that it fits better and is shown under, or "".
        changes: what would change the outcome, as advice.
    """

    topic: str
    work: Work
    relevance: float
    cut_off: float
    parts: tuple[tuple[str, float], ...]
    terms: tuple[str, ...]
    sentence: str
    rule: str
    excluded: str
    better: str
    changes: tuple[str, ...]

    @property
    def matches(self) -> bool:
        """Whether the paper reaches the cut-off."""
        return self.relevance >= self.cut_off


@dataclass(frozen=True, slots=True)
class ReplayedMarks:
    """The evaluation of a topic that learnt the earlier half of its marks, by the later half.

    Attributes:
        learnt: marks that it was trained with.
        liked: likes among `papers`, which are a sample of all and those that digests showed. Papers
            without a mark count as not liked.
        precision: the share of likes in a digest of the topic's size.
        ndcg: of the likes, at that size.
        above_shown: how often a like came before a paper that the reader was shown and did not
            like, 0.5 being chance; None if there are no such papers.
        missed: likes that it took for irrelevant.
    """

    learnt: int
    liked: int
    papers: int
    precision: float
    ndcg: float
    above_shown: float | None
    missed: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class TopicEvaluation:
    """A topic and how well it predicts the reader's marks.

    Attributes:
        replayed: None if the topic has too few likes.
        needed: how many likes it takes.
    """

    name: str
    replayed: ReplayedMarks | None
    needed: int


@dataclass(frozen=True, slots=True)
class TopicSuggestion:
    """Liked papers that belong together and that no topic covers.

    Attributes:
        name: the terms that set them apart from other papers.
    """

    name: str
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class TopicSuggestions:
    """Topics that could be added.

    Attributes:
        suggestions: the largest group first.
        uncovered: liked papers outside all topics, whether they belong together or not.
        needed: how many papers make a group.
    """

    suggestions: tuple[TopicSuggestion, ...]
    uncovered: int
    needed: int


@dataclass(frozen=True, slots=True)
class LibraryLikes:
    """The papers of a reference library that are stored.

    Attributes:
        ids: of the stored papers.
        entries: how many there are in all.
    """

    ids: tuple[str, ...]
    entries: int


@dataclass(frozen=True, slots=True)
class ChangedTopic:
    """A topic that was added or changed.

    Attributes:
        name: as the configuration spells it.
        unknown: ids of examples that are not stored; they count as soon as they are.
    """

    name: str
    unknown: tuple[str, ...] = ()
