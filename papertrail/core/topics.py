"""Manage topics, and report on how well they work."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from papertrail import clock
from papertrail.core import topic_editing as editing
from papertrail.core.papers import resolve
from papertrail.core.resources import Resources
from papertrail.core.topic_examples import ids_in_library, settings_of_search
from papertrail.errors import UsageError
from papertrail.types.topic import Topic
from papertrail.types.topic_report import (
    ChangedTopic,
    LibraryLikes,
    RankedWork,
    ReplayedMarks,
    TopicEvaluation,
    TopicReason,
    TopicReport,
    TopicSuggestion,
    TopicSuggestions,
)
from papertrail.types.work import Work

if TYPE_CHECKING:
    from papertrail.topics.ranker import Ranker

_TERMS = 12
"""Terms of each kind in a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSettings:
    """The settings of a topic; see `papertrail.types.topic.Topic`. None leaves the default."""

    about: Sequence[str] = ()
    like: Sequence[str] = ()
    dislike: Sequence[str] = ()
    authors: Sequence[str] = ()
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    categories: Sequence[str] = ()
    venues: Sequence[str] = ()
    strictness: str | None = None
    limit: int | None = None

    def lists(self) -> dict[str, list[str]]:
        """Return the settings that are lists and not empty."""
        return {
            name: list(value)
            for name, value in _fields(self).items()
            if value and not isinstance(value, str | int)
        }

    def beyond(self, other: "TopicSettings") -> dict[str, list[str]]:
        """Return the texts of lists that another topic's lists do not have."""
        theirs = other.lists()
        found = {
            name: [text for text in texts if text not in theirs.get(name, ())]
            for name, texts in self.lists().items()
        }
        return {name: texts for name, texts in found.items() if texts}

    def single(self) -> dict[str, str | int]:
        """Return the settings that are single values and given."""
        return {
            name: value for name, value in _fields(self).items() if isinstance(value, str | int)
        }


class Topics:
    """The topics of a home."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def list(self) -> tuple[Topic, ...]:
        """Return the topics, in the order of the configuration."""
        return self._resources.config.topics

    def add(self, name: str, settings: TopicSettings, *, search: str | None = None) -> ChangedTopic:
        """Add a topic. Without words, examples and people, its name serves as words.

        Args:
            name: of the topic, unlike that of any other.
            settings: what describes it.
            search: the name of a saved search, for all settings that are not given.

        Raises:
            UsageError: the name is empty, or there is no such category.
            NotFoundError: no search is saved under that name.
            PapertrailError: the search has fields that a topic can't have.
            ConfigError: there is such a topic, or its rules contradict each other.
        """
        name = " ".join(name.split())
        if not name:
            raise UsageError("a topic needs a name")
        self._refuse_unknown_categories(settings.categories)
        taken_over = settings_of_search(self._resources, search) if search is not None else {}
        values: dict[str, str | int | list[str]] = {
            **taken_over,
            **settings.lists(),
            **settings.single(),
        }
        if not any(values.get(key) for key in ("about", "like", "authors")):
            values = {"about": [name], **values}
        editing.add(self._resources.home.config_file, name, values)
        self._resources.forget_config()
        return ChangedTopic(name, self._unknown([*settings.like, *settings.dislike]))

    def edit(
        self, name: str, settings: TopicSettings, *, remove: Sequence[str] = ()
    ) -> ChangedTopic:
        """Add texts to a topic's lists, change its single settings, or remove texts.

        Args:
            name: of the topic, in any case.
            settings: texts to add, and single settings to replace.
            remove: texts, in any case, to take out of all lists.

        Raises:
            UsageError: there is nothing to change, or there is no such category.
            ConfigError: there is no such topic, a text to remove is in no list, or what is left
                is no topic.
        """
        topic = self._resources.config.topic(name)
        lists, single = settings.lists(), settings.single()
        if not (lists or single or remove):
            raise UsageError("say what to change, such as --about, --like, --limit or --remove")
        self._refuse_unknown_categories(settings.categories)
        editing.change(self._resources.home.config_file, topic.name, single, lists, remove)
        self._resources.forget_config()
        return ChangedTopic(topic.name, self._unknown([*settings.like, *settings.dislike]))

    def revise(self, name: str, before: TopicSettings, after: TopicSettings) -> ChangedTopic:
        """Bring a topic from what a form showed to what it has now.

        Only differences between the two are written, so that texts which another program added
        meanwhile stay.

        Args:
            name: of the topic, in any case.
            before: its settings when the form was opened.
            after: its settings as they should be.

        Raises:
            UsageError: nothing differs, or there is no such category.
            ConfigError: there is no such topic, or what would be left is no topic.
        """
        topic = self._resources.config.topic(name)
        added, taken = after.beyond(before), before.beyond(after)
        single = {
            key: value for key, value in after.single().items() if before.single().get(key) != value
        }
        if not (added or taken or single):
            raise UsageError("nothing was changed", "change a text, the limit or the strictness")
        self._refuse_unknown_categories(added.get("categories", ()))
        editing.revise(self._resources.home.config_file, topic.name, single, added, taken)
        self._resources.forget_config()
        examples = [*added.get("like", ()), *added.get("dislike", ())]
        return ChangedTopic(topic.name, self._unknown(examples))

    def remove(self, name: str) -> str:
        """Remove a topic and what it learnt; return its name. Marks made for it stay.

        Raises:
            ConfigError: there is no such topic.
        """
        topic = self._resources.config.topic(name)
        editing.remove(self._resources.home.config_file, topic.name)
        if self._resources.has_store():
            store = self._resources.store
            with store.transaction() as tx:
                tx.topic_models.remove(topic.name)
        self._resources.forget_config()
        return topic.name

    def likes_of(self, path: Path, collection: str | None = None) -> LibraryLikes:
        """Return the stored papers of a reference library, as examples for a topic.

        Args:
            path: a .bib or CSL-JSON file, or the folder of Zotero's zotero.sqlite.
            collection: of Zotero's library, only this collection.

        Raises:
            UsageError: a collection is named of a file, which has none.
            PapertrailError: the library can't be read, or none of its papers is stored.
        """
        return ids_in_library(self._resources, path, collection)

    def show(self, name: str) -> TopicReport:
        """Return what a topic learnt, and what it finds among the papers of the last weeks.

        Raises:
            ConfigError: there is no such topic.
            IndexingError: the vectors can't be used.
        """
        from papertrail.topics.evaluate import findings

        store, topic = self._resources.store, self._resources.config.topic(name)
        ranker = self._ranker((topic,))
        model = ranker.models[0]
        supporting, opposing = ranker.learnt(0, _TERMS)
        found = findings(store, ranker, 0, clock.today())
        return TopicReport(
            topic=topic,
            liked=len(model.liked),
            disliked=len(model.disliked),
            supporting=tuple(term for term, _ in supporting),
            opposing=tuple(term for term, _ in opposing),
            best=self._ranked(found.best),
            borderline=self._ranked(found.borderline),
            weeks=tuple(found.weeks),
        )

    def why(self, name: str, paper: str) -> TopicReason:
        """Return why a topic shows a paper or does not, and what would change that.

        Args:
            name: of the topic.
            paper: its id, such as arxiv:1703.03400, or its number in the last list.

        Raises:
            ConfigError: there is no such topic.
            NotFoundError: there is no such paper, or it is not indexed yet.
            IndexingError: the vectors can't be used.
        """
        from papertrail.core.topic_reasons import reason

        topic = self._resources.config.topic(name)
        ranker = self._ranker(self._resources.config.topics)
        return reason(ranker, ranker.topics.index(topic), resolve(self._resources, paper))

    def evaluate(self) -> tuple[TopicEvaluation, ...]:
        """Replay the marks: each topic learns from the earlier half and is judged on the later.

        Raises:
            UsageError: there is no topic.
            IndexingError: the vectors can't be used.
        """
        from papertrail.topics.evaluate import FEWEST_LIKES, look_back

        store = self._resources.store
        ranker = self._ranker(self._resources.config.topics)
        evaluations = []
        for number, topic in enumerate(ranker.topics):
            found = look_back(ranker, number, store.digests.shown_under(topic.name))
            replayed = None
            if found:
                missed = tuple(self._work(key) for key in found.missed)
                replayed = ReplayedMarks(**{**asdict(found), "missed": missed})
            evaluations.append(TopicEvaluation(topic.name, replayed, FEWEST_LIKES))
        return tuple(evaluations)

    def suggest(self) -> TopicSuggestions:
        """Return groups of liked papers that no topic covers.

        Raises:
            UsageError: there is no topic.
            IndexingError: the vectors can't be used.
        """
        from papertrail.topics.evaluate import FEWEST_TOGETHER, suggest

        groups, uncovered = suggest(
            self._resources.store, self._ranker(self._resources.config.topics)
        )
        suggestions = tuple(
            TopicSuggestion(", ".join(group.terms), tuple(map(self._work, group.works)))
            for group in groups
        )
        return TopicSuggestions(suggestions, uncovered, FEWEST_TOGETHER)

    def _ranker(self, topics: tuple[Topic, ...]) -> "Ranker":
        from papertrail.topics import Ranker

        store = self._resources.store
        if not topics:
            raise UsageError(
                'there is no topic yet; papertrail topics add "Meta-learning" adds one'
            )
        return Ranker.open(store, self._resources.semantics(), topics)

    def _work(self, key: int) -> Work:
        return self._resources.store.works.get([key])[0]

    def _ranked(self, pairs: Sequence[tuple[int, float]]) -> tuple[RankedWork, ...]:
        return tuple(RankedWork(self._work(key), relevance) for key, relevance in pairs)

    def _refuse_unknown_categories(self, categories: Sequence[str]) -> None:
        """Refuse categories that arXiv does not have and no stored paper is in."""
        from feeds.registry import arxiv_categories
        from feeds.suggestions import nearest
        from papertrail.types.filter import Filter

        known = arxiv_categories()
        spelt = {part.lower() for name in known for part in (name, name.partition(".")[0])}
        for category in categories:
            if category.strip().rstrip(".").lower() in spelt:
                continue
            stored = self._resources.has_store() and self._resources.store.works.passing(
                Filter(categories=(category,))
            )
            if stored is False or not stored.any():
                near = " or ".join(nearest(category, known))
                hint = f"; did you mean {near}?" if near else ""
                raise UsageError(f"there is no category {category!r}{hint}")

    def _unknown(self, examples: Sequence[str]) -> tuple[str, ...]:
        """Return which examples are not stored."""
        from papertrail.config.values import paper_ids

        if not examples or not self._resources.has_store():
            return ()
        works = self._resources.store.works
        ids = paper_ids(list(examples))
        return tuple(paper for paper in ids if works.named(paper) is None)


def _fields(settings: TopicSettings) -> Mapping[str, Sequence[str] | str | int | None]:
    return asdict(settings)
