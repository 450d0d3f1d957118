"""Two readers of one database, each with their own marks, digests, searches and deliveries."""

from datetime import UTC, datetime

import pytest

from feeds.paper import Paper
from papertrail.clock import iso
from papertrail.errors import BusyError, NotFoundError
from papertrail.store import Digest, DigestPaper, Store
from papertrail.types.filter import Filter

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
ONE, OTHER, THIRD = (("arxiv", f"2606.0000{number}") for number in range(3))


def digest(work: int, *events: int) -> Digest:
    papers = (DigestPaper("Graphs", 1, work, 0.5, {}),)
    return Digest(iso(NOW), 1, work, (), papers, events=events)


@pytest.fixture
def me(store: Store) -> Store:
    """The database as its default reader uses it, with three works."""
    with store.transaction() as tx:
        papers = [Paper((known,), f"Title {known[1]}") for known in (ONE, OTHER, THIRD)]
        tx.works.save(papers, "arxiv:cs.LG", NOW)
    return store


@pytest.fixture
def ada(me: Store) -> Store:
    """The same database as another reader uses it."""
    return me.for_reader("ada")


def test_works_are_of_all_readers(me: Store, ada: Store) -> None:
    assert ada.works.count() == me.works.count() == 3


def test_marks_are_of_one_reader(me: Store, ada: Store) -> None:
    with me.transaction() as tx, ada.transaction() as hers:
        tx.marks.set([1, 2], "later", NOW)
        hers.marks.set([1], "discarded", NOW)
        hers.marks.clear([2])

    assert [(mark.work, mark.kind) for mark in me.marks.all()] == [(1, "later"), (2, "later")]
    assert [(mark.work, mark.kind) for mark in ada.marks.of([1, 2])] == [(1, "discarded")]
    assert ada.marks.opinions("Graphs") == []


def test_a_filter_by_status_passes_what_its_reader_marked(me: Store, ada: Store) -> None:
    with me.transaction() as tx, ada.transaction() as hers:
        tx.marks.set([1], "later", NOW)
        hers.marks.set([2], "later", NOW)

    assert me.works.matching(Filter(statuses=("later",))).tolist() == [1]
    assert ada.works.matching(Filter(statuses=("later",))).tolist() == [2]


def test_each_reader_is_shown_a_work_once(me: Store, ada: Store) -> None:
    with me.transaction() as tx, ada.transaction() as hers:
        first = tx.digests.add(digest(1), {3: iso(NOW)})
        assert ada.digests.unknown([1, 2, 3]) == [1, 2, 3]
        second = hers.digests.add(digest(1), {2: iso(NOW)})

    assert me.digests.numbers_of("2026-06-17") == [first]
    assert ada.digests.numbers_of("2026-06-17") == [second]
    assert me.digests.waiting() == {3: iso(NOW)}
    assert ada.digests.waiting() == {2: iso(NOW)}
    assert [len(ada.digests.up_to(second, 9)), len(ada.digests.up_to(first, 9))] == [1, 0]
    with pytest.raises(BusyError), me.transaction() as tx:
        tx.digests.add(digest(1))


def test_a_digest_of_one_reader_considers_nothing_for_another(me: Store, ada: Store) -> None:
    with me.transaction() as tx:
        tx.digests.add(digest(2))

    assert ada.digests.considered_up_to(iso(NOW)) == 0
    assert ada.digests.last() is ada.digests.first() is None
    assert ada.digests.of_days("2026-01-01", "2026-12-31") == ada.digests.of_day("2026-06-17") == []
    assert ada.digests.shown_under("Graphs") == []
    assert ada.digests.topic_of(2) == ""
    assert me.digests.topic_of(2) == "Graphs"


def test_an_event_is_reported_to_each_reader(me: Store, ada: Store) -> None:
    with me.transaction() as tx, ada.transaction() as hers:
        for writers in (tx, hers):
            writers.marks.set([1], "like", NOW)
        tx.works.note_removed(*ONE, NOW)
        (event,) = me.digests.unreported_events()
        tx.digests.add(digest(2, event))

    assert me.digests.unreported_events() == []
    assert ada.digests.unreported_events() == [event]


def test_works_that_become_one_keep_each_readers_marks_and_digests(me: Store, ada: Store) -> None:
    with me.transaction() as tx, ada.transaction() as hers:
        tx.digests.add(digest(2))
        hers.digests.add(digest(1))
        hers.marks.set([2], "like", NOW)
        tx.works.join([1, 2], NOW)

    assert me.digests.unknown([1]) == ada.digests.unknown([1]) == []
    assert me.marks.all() == []
    assert [mark.work for mark in ada.marks.all()] == [1]


def test_saved_searches_are_of_one_reader(me: Store, ada: Store) -> None:
    with me.transaction() as tx, ada.transaction() as hers:
        tx.searches.save("mine", "graphs", "hybrid", NOW)
        hers.searches.save("mine", "speech", "keyword", NOW)
        assert not hers.searches.remove("other")

    assert me.searches.get("mine").query == "graphs"
    assert [found.query for found in ada.searches.all()] == ["speech"]
    with ada.transaction() as hers:
        assert hers.searches.remove("mine")
    assert me.searches.get("mine").mode == "hybrid"
    with pytest.raises(NotFoundError):
        ada.searches.get("mine")


def test_topic_models_are_of_one_reader(me: Store, ada: Store) -> None:
    with me.transaction() as tx, ada.transaction() as hers:
        tx.topic_models.put("Graphs", "a", b"1")
        assert ada.topic_models.get("Graphs") is None
        hers.topic_models.put("Graphs", "b", b"2")
        hers.topic_models.remove("Graphs")

    assert me.topic_models.get("Graphs") == ("a", b"1")


def test_deliveries_are_of_one_reader(me: Store, ada: Store) -> None:
    moment = iso(NOW)
    with me.transaction() as tx, ada.transaction() as hers:
        early, late = tx.digests.add(digest(1)), tx.digests.add(digest(2))
        other = hers.digests.add(digest(1))
        assert me.deliveries.missed("mail", today="2026-06-17", oldest="") == [early, late]
        assert ada.deliveries.missed("mail", today="2026-06-17", oldest="") == [other]
        tx.deliveries.plan(late, ["mail"], moment)
        assert not ada.deliveries.has_any("mail", "2026-06-17")
        hers.deliveries.plan(other, ["mail"], moment)
        hers.deliveries.drop("mail", moment)

    (open_one,) = me.deliveries.open()
    assert open_one.digest == late
    assert ada.deliveries.open() == []
    assert [found.state for found in ada.deliveries.recent(9)] == ["dropped"]
