"""Draw stored papers as a map: fitted once, later papers are placed without moving any."""

from collections import Counter
from typing import TYPE_CHECKING

from papertrail.core.map_file import Placed, file_of, load, save
from papertrail.core.resources import Resources
from papertrail.errors import NotFoundError, PapertrailError, ReadOnlyError, UsageError
from papertrail.types.map import NO_GROUP, Grouping, PaperMap

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from papertrail.indexing.generations import Semantics
    from papertrail.store.timeline import Sketch

MOST_FITTED = 20_000
"""Papers that a map is fitted to; the others are placed among them. `benchmarks/map.py` measures
what more would cost and bring."""
_MOST_FOUND = 500
"""Papers of a search on a map."""
_MOST_JUDGED = 5_000
_MOST_JUDGED_QUICKLY = 1_000
"""The newest papers, which topics are compared with; fewer where an answer has to be quick."""
_COLOURS = 12
_AT_ONCE = 2000


def draw(resources: Resources, query: str, topic: str | None, *, refit: bool = False) -> PaperMap:
    """Return a map of the store, or the part of it that a search or a topic finds.

    Args:
        resources: the home.
        query: as for a search; empty for all papers.
        topic: the name of a topic, instead of a query.
        refit: whether to place all papers anew, which moves them.

    Raises:
        UsageError: both a query and a topic are given.
        ConfigError: there is no such topic.
        IndexingError: the vectors can't be used.
        NotFoundError: there is no map, and `resources` are for quick answers.
        PapertrailError: umap-learn is not installed, or there are too few papers.
    """
    if query and topic:
        raise UsageError("give a query or a topic, not both")
    semantics = resources.semantics()
    placed, remarks = _placed(resources, semantics, refit=refit)
    return _Drawing(resources, semantics, placed, remarks).of(query, topic)


def _placed(
    resources: Resources, semantics: "Semantics", *, refit: bool
) -> tuple[Placed, list[str]]:
    """Return the places of all indexed papers, having placed and kept those of new ones."""
    import numpy as np

    fingerprint = semantics.encoder.model.fingerprint
    file = file_of(resources.home.index, fingerprint)
    keys = np.sort(semantics.vectors.keys())
    known = None if refit else load(file, fingerprint)
    if known is None and resources.only_reads:
        raise NotFoundError("no map was drawn yet", "run: papertrail map")
    placed = known or _fitted(resources, semantics, keys)
    new = np.setdiff1d(keys, placed.keys, assume_unique=True)
    if len(new):
        placed = _with(semantics, placed, new)
    remarks = []
    if known is None or len(new):
        try:
            save(file, fingerprint, placed)
        except ReadOnlyError as error:
            remarks.append(f"{error.message}; it is made again the next time")
    later = int((~placed.is_fitted).sum())
    if known and later > int(placed.is_fitted.sum()) and len(keys) < MOST_FITTED:
        remarks.append("more papers were added than the map was fitted to; --refit makes it anew")
    return placed, remarks


def _fitted(resources: Resources, semantics: "Semantics", keys: "NDArray[np.int64]") -> Placed:
    import numpy as np

    from papertrail.pictures.layout import FEWEST, lay_out

    if len(keys) < FEWEST:
        raise PapertrailError(
            f"a map needs {FEWEST} papers that are indexed, and there are {len(keys)}",
            "run: papertrail update",
        )
    chosen = keys
    if len(keys) > MOST_FITTED:
        drawn = np.random.default_rng(0).choice(keys, MOST_FITTED, replace=False)
        chosen = np.sort(drawn)
    resources.progress.note(f"laying out {len(chosen):,} papers; this is done once")
    found, vectors = semantics.vectors.vectors(chosen)
    return Placed(found, lay_out(_normalised(vectors)), np.ones(len(found), dtype=bool))


def _with(semantics: "Semantics", placed: Placed, new: "NDArray[np.int64]") -> Placed:
    """Place new papers next to the fitted papers that are most like them."""
    import numpy as np

    from papertrail.pictures.layout import place
    from papertrail.pictures.neighbours import nearest_of

    fitted = placed.keys[placed.is_fitted]
    places = placed.places[placed.is_fitted]
    base, base_vectors = semantics.vectors.vectors(fitted)
    places = places[np.isin(fitted, base)]
    found, vectors = semantics.vectors.vectors(new)
    rows, similarities = nearest_of(_normalised(vectors), _normalised(base_vectors))
    added = place(similarities, places[rows])
    keys = np.concatenate([placed.keys, found])
    order = np.argsort(keys)
    is_fitted = np.concatenate([placed.is_fitted, np.zeros(len(found), dtype=bool)])
    return Placed(keys[order], np.concatenate([placed.places, added])[order], is_fitted[order])


def _normalised(vectors: "NDArray[np.float32]") -> "NDArray[np.float32]":
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: NDArray[np.float32] = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
    return found


class _Drawing:
    """What is shown of a map."""

    def __init__(
        self, resources: Resources, semantics: "Semantics", placed: Placed, remarks: list[str]
    ) -> None:
        self._resources, self._store = resources, resources.store
        self._semantics, self._placed, self._remarks = semantics, placed, remarks

    def of(self, query: str, topic: str | None) -> PaperMap:
        """Return the map of a query, a topic, or all papers."""
        import numpy as np

        from papertrail.pictures.regions import density, regions

        name, keys = "All papers", self._placed.keys
        if query or topic:
            name, keys = self._chosen(query, topic)
        sketches = self._store.timeline.sketches(keys.tolist())
        is_stored = np.isin(self._placed.keys, [sketch.key for sketch in sketches])
        places = self._placed.places[is_stored]
        days = self._store.timeline.days()
        own = self._placed.keys[is_stored]
        shade = np.sqrt(density(self._placed.places))
        added = int((~self._placed.is_fitted).sum())
        return PaperMap(
            title=name,
            places=places,
            ids=tuple(sketch.id for sketch in sketches),
            titles=tuple(sketch.title for sketch in sketches),
            urls=tuple(sketch.url for sketch in sketches),
            days=days[own],
            groupings=tuple(self._groupings(own, sketches)),
            regions=regions(places, [sketch.title for sketch in sketches]),
            density=(255 * shade / max(float(shade.max()), 1e-9)).astype(np.uint8),
            fitted=int(self._placed.is_fitted.sum()),
            added=added,
            remarks=tuple(self._remarks),
        )

    def _chosen(self, query: str, topic: str | None) -> "tuple[str, NDArray[np.int64]]":
        """Return the name and the keys of what a query or a topic finds."""
        import numpy as np

        if topic is None:
            from papertrail.core.search import SearchOptions, search

            found = search(self._resources, query, SearchOptions(count=_MOST_FOUND))
            keys = np.array([hit.work.key for hit in found.hits], dtype=np.int64)
            self._remarks += found.remarks
            return query, self._on_the_map(keys)
        chosen = self._resources.config.topic(topic)
        from papertrail.topics import Ranker

        ranker = Ranker.open(self._store, self._semantics, (chosen,))
        newest = self._newest(self._placed.keys)
        relevant = []
        for start in range(0, len(newest), _AT_ONCE):
            scores = ranker.score(newest[start : start + _AT_ONCE])
            relevant += scores.keys[scores.relevance[0] >= scores.cut_offs[0]].tolist()
        return chosen.name, self._on_the_map(np.array(relevant, dtype=np.int64))

    def _on_the_map(self, keys: "NDArray[np.int64]") -> "NDArray[np.int64]":
        import numpy as np

        found = np.intersect1d(keys, self._placed.keys)
        if not len(found):
            raise PapertrailError(
                "nothing that was found is on the map", "try other words, or papertrail update"
            )
        return found

    def _newest(self, keys: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Return the newest papers, as many as topics are compared with."""
        import numpy as np

        most = _MOST_JUDGED_QUICKLY if self._resources.only_reads else _MOST_JUDGED
        if len(keys) <= most:
            return keys
        days = self._store.timeline.days()[keys]
        return np.sort(keys[np.argsort(-days, kind="stable")[:most]])

    def _groupings(
        self, keys: "NDArray[np.int64]", sketches: "Sequence[Sketch]"
    ) -> "list[Grouping]":
        found = [
            _by_size("category", [sketch.category for sketch in sketches]),
            _by_size("venue", [sketch.venue for sketch in sketches]),
        ]
        topics = self._topics(keys)
        if topics:
            found.insert(0, topics)
        return [grouping for grouping in found if grouping.labels]

    def _topics(self, keys: "NDArray[np.int64]") -> "Grouping | None":
        """Return the topic that each of the newest papers is most relevant to."""
        import numpy as np

        topics = self._resources.config.topics[:_COLOURS]
        if not topics:
            return None
        from papertrail.topics import Ranker

        ranker = Ranker.open(self._store, self._semantics, topics)
        groups = np.full(len(keys), NO_GROUP, dtype=np.uint8)
        newest = self._newest(keys)
        for start in range(0, len(newest), _AT_ONCE):
            scores = ranker.score(newest[start : start + _AT_ONCE])
            above = scores.relevance - scores.cut_offs[:, None]
            is_any = above.max(axis=0) >= 0
            rows = np.searchsorted(keys, scores.keys[is_any])
            groups[rows] = above[:, is_any].argmax(axis=0)
        if len(newest) < len(keys):
            self._remarks.append(f"topics are shown for the newest {len(newest):,} papers")
        return Grouping("topic", tuple(topic.name for topic in topics), groups)


def _by_size(name: str, values: "Sequence[str]") -> Grouping:
    """Return the largest groups of some values; empty ones belong to none."""
    import numpy as np

    counts = Counter(filter(None, values))
    largest = sorted(counts, key=lambda value: (-counts[value], value))[:_COLOURS]
    numbers = {value: number for number, value in enumerate(largest)}
    groups = np.array([numbers.get(value, NO_GROUP) for value in values], dtype=np.uint8)
    return Grouping(name, tuple(largest), groups)
