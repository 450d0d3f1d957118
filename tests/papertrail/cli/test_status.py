"""Each paper once and for ever, none lost: whatever becomes of works, clocks and other digests."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.paper import Paper
from papertrail.clock import iso
from papertrail.config import parse
from papertrail.digest.compose import Composed, compose
from papertrail.digest.view import view_of
from papertrail.errors import BusyError
from papertrail.indexing.catch_up import catch_up
from papertrail.indexing.generations import Semantics
from papertrail.store import Store
from papertrail.types.digest import Digest, DigestPaper
from papertrail.workspace import Home
from tests.papertrail.conftest import CONFIG, Run

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
PAPER = Paper(
    identifiers=(("arxiv", "2606.90001"),),
    title="A new method of speech recognition for noisy rooms",
    abstract="We recognise speech in noisy rooms.",
    url="https://arxiv.org/abs/2606.90001",
    version=1,
    submitted=NOW,
    updated=NOW,
)
POSTER = replace(
    PAPER,
    identifiers=(("openreview", "AbCdEf1234"),),
    title="Spoken language understanding when people shout",
    url="https://openreview.net/forum?id=AbCdEf1234",
    version=None,
    submitted=None,
    updated=None,
    venue="NeurIPS 2026",
    year=2026,
)


@pytest.fixture
def filled_store(filled: Home, store: Store) -> Store:
    return store


def choose(store: Store, semantics: Semantics, now: datetime, text: str = CONFIG) -> Composed:
    config = parse(text, Home.from_environment().config_file)
    return compose(store, semantics, config.topics, now, config.digest)


def make(store: Store, semantics: Semantics, now: datetime, text: str = CONFIG) -> set[int]:
    """Make a digest and return the works that it shows."""
    composed = choose(store, semantics, now, text)
    with store.transaction() as tx:
        tx.digests.add(composed.digest, composed.waiting)
    return {paper.work for paper in composed.digest.papers}


def save(store: Store, *papers: Paper, source: str = "arxiv:cs.LG", now: datetime = NOW) -> None:
    with store.transaction() as tx:
        tx.works.save(papers, source, now, news=True)


def test_what_a_limit_cut_is_kept_with_the_digest_and_considered_by_no_other(
    filled_store: Store, semantics: Semantics
) -> None:
    unlimited = choose(filled_store, semantics, NOW, CONFIG.replace("limit = 2", ""))
    all_at_once = {paper.work for paper in unlimited.digest.papers}

    shown = make(filled_store, semantics, NOW)

    (made,) = filled_store.digests.of_day("2026-06-17")
    assert shown | {paper.work for paper in made.more} == all_at_once
    assert len(shown) + len(made.more) == len(all_at_once)
    later = choose(filled_store, semantics, NOW + timedelta(days=1))
    assert (later.digest.considered, later.waiting) == (0, {})


def test_papers_not_indexed_yet_wait_however_long_and_hold_up_no_others(
    filled_store: Store, semantics: Semantics
) -> None:
    make(filled_store, semantics, NOW, CONFIG.replace("limit = 2", ""))
    save(filled_store, PAPER)

    early = make(filled_store, semantics, NOW + timedelta(days=1))
    catch_up(filled_store, semantics)
    late = make(filled_store, semantics, NOW + timedelta(days=9))

    assert early == set()
    assert late == {filled_store.works.find("arxiv", "2606.90001")}


def shown_and_other(store: Store) -> tuple[int, int]:
    """Store two works of which the second one was shown."""
    save(store, PAPER, POSTER)
    first, second = (store.works.find(*paper.identifiers[0]) or 0 for paper in (PAPER, POSTER))
    with store.transaction() as tx:
        tx.digests.add(
            Digest(iso(NOW), 1, second, (), (DigestPaper("T", 1, second, 0.5, {}),)),
            {first: iso(NOW)},
        )
    return first, second


def test_works_that_turn_out_to_be_one_count_as_shown_if_either_was(store: Store) -> None:
    first, second = shown_and_other(store)

    with store.transaction() as tx:
        assert tx.works.join([first, second], NOW) == first

    assert store.digests.unknown([first]) == []
    assert [paper.work for paper in store.digests.of_day("2026-06-17")[0].papers] == [first]


def test_of_two_shown_works_that_are_one_each_digest_keeps_its_own(store: Store) -> None:
    first, second = shown_and_other(store)
    with store.transaction() as tx:
        tx.digests.add(Digest(iso(NOW), 1, second, (), (DigestPaper("T", 1, first, 0.5, {}),)))
        tx.works.join([first, second], NOW)

    assert [
        [paper.work for paper in digest.papers] for digest in store.digests.of_day("2026-06-17")
    ] == [[first]] * 2
    assert store.digests.unknown([first]) == []


def test_a_digest_that_showed_both_lists_the_one_work_once(store: Store) -> None:
    save(store, PAPER, POSTER)
    keys = [store.works.find(*paper.identifiers[0]) or 0 for paper in (PAPER, POSTER)]
    papers = tuple(DigestPaper("T", rank, key, 0.5, {}) for rank, key in enumerate(keys, 1))
    with store.transaction() as tx:
        tx.digests.add(Digest(iso(NOW), 2, 2, (), papers))
        tx.works.join(keys, NOW)

    (digest,) = store.digests.of_day("2026-06-17")

    assert [work.key for work in view_of(store, digest).works] == [keys[0]]


def split_after(store: Store, shown: datetime) -> int:
    """Join a poster to a shown paper on 18 June, take it off again, and return its new key."""
    save(store, PAPER)
    key = store.works.find("arxiv", "2606.90001") or 0
    with store.transaction() as tx:
        tx.digests.add(Digest(iso(shown), 1, key, (), (DigestPaper("T", 1, key, 0.5, {}),)))
    save(
        store,
        replace(POSTER, identifiers=(*POSTER.identifiers, *PAPER.identifiers)),
        now=NOW + timedelta(days=1),
    )
    assert store.works.find("openreview", "AbCdEf1234") == key
    with store.transaction() as tx:
        return tx.works.split("openreview", "AbCdEf1234", NOW + timedelta(days=2))


def test_a_part_of_a_work_counts_as_shown_if_it_belonged_to_it_by_then(store: Store) -> None:
    new = split_after(store, NOW + timedelta(days=1, hours=1))

    assert store.digests.unknown([1, new]) == []


def test_a_part_that_came_after_the_digest_is_still_to_be_shown(store: Store) -> None:
    new = split_after(store, NOW)

    assert store.digests.unknown([1, new]) == [new]


def test_no_work_takes_the_key_of_one_that_is_gone(store: Store) -> None:
    """A digest that has considered the one would never look at the other."""
    first, second = shown_and_other(store)
    with store.transaction() as tx:
        tx.works.join([first, second], NOW)

    save(
        store,
        replace(PAPER, identifiers=(("arxiv", "2606.90002"),), title="Something quite different"),
    )

    assert store.works.find("arxiv", "2606.90002") == second + 1


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=3), timedelta(days=365 * 50)])
def test_a_clock_that_is_set_back_shows_nothing_twice_and_loses_nothing(
    filled_store: Store, semantics: Semantics, back: timedelta
) -> None:
    everything = CONFIG.replace("limit = 2", "")
    first = make(filled_store, semantics, NOW, everything)
    save(filled_store, PAPER)
    catch_up(filled_store, semantics)

    second = make(filled_store, semantics, NOW - back, everything)
    third = make(filled_store, semantics, NOW + timedelta(hours=1), everything)

    assert first
    assert second | third == {filled_store.works.find("arxiv", "2606.90001")}
    assert not second & third


def test_a_digest_of_a_clock_that_went_ahead_takes_no_news_for_old(
    filled_store: Store, semantics: Semantics
) -> None:
    everything = CONFIG.replace("limit = 2", "")
    make(filled_store, semantics, NOW - timedelta(days=1), everything)
    save(filled_store, PAPER)
    catch_up(filled_store, semantics)

    assert make(filled_store, semantics, NOW + timedelta(days=365), everything) == set()
    assert make(filled_store, semantics, NOW, everything) == {
        filled_store.works.find("arxiv", "2606.90001")
    }


def test_of_two_digests_chosen_at_once_only_one_is_recorded(
    filled_store: Store, semantics: Semantics
) -> None:
    one, other = (choose(filled_store, semantics, NOW) for _ in range(2))
    with filled_store.transaction() as tx:
        tx.digests.add(one.digest, one.waiting)

    with pytest.raises(BusyError), filled_store.transaction() as tx:
        tx.digests.add(other.digest, other.waiting)

    assert len(filled_store.digests.of_day("2026-06-17")) == 1
    assert filled_store.digests.waiting() == one.waiting


def test_two_processes_at_once_make_one_digest(filled: Home, run: Run) -> None:
    everything = filled.config_file.read_text(encoding="utf-8").replace("limit = 2", "")
    filled.config_file.write_text(everything, encoding="utf-8")
    command = [sys.executable, "-m", "papertrail", "digest", "--format", "md"]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        for _ in range(2)
    ]
    printed = [process.communicate(timeout=120) for process in both]

    assert [process.returncode for process in both] == [0, 0], printed
    assert printed[0][0] == printed[1][0]
    made = run("digest", "--date", "today", "--json").json
    shown = [paper["id"] for topic in made["topics"] for paper in topic["papers"]]
    assert len(shown) == len(set(shown)) > 0


def test_what_happens_to_a_saved_or_liked_paper_is_reported_once(
    filled_store: Store, semantics: Semantics
) -> None:
    liked, saved, plain, disliked = 1, 2, 3, 4
    make(filled_store, semantics, NOW - timedelta(hours=2))
    with filled_store.transaction() as tx:
        tx.marks.set([liked], "like", NOW)
        tx.marks.set([saved], "later", NOW)
        tx.marks.set([disliked], "dislike", NOW)
    works = filled_store.works.get([liked, saved, plain, disliked])
    for work, change in zip(
        works, ({"version": 2}, {"venue": "ICML 2026", "year": 2026}) * 2, strict=True
    ):
        changed = Paper(
            identifiers=work.identifiers, title=work.title, url=work.url, abstract="", **change
        )
        save(filled_store, changed, now=NOW + timedelta(hours=1))

    first = choose(filled_store, semantics, NOW + timedelta(hours=2))
    news = view_of(filled_store, first.digest).news
    with filled_store.transaction() as tx:
        tx.digests.add(first.digest, first.waiting)

    assert [(item.work.key, [event.kind for event in item.events]) for item in news] == [
        (liked, ["new_version"]),
        (saved, ["accepted"]),
    ]
    assert choose(filled_store, semantics, NOW + timedelta(days=1)).digest.events == ()
    again = filled_store.digests.of_day("2026-06-17")[-1]
    assert view_of(filled_store, again).news == news


def test_what_happened_before_a_paper_was_marked_is_no_news(
    filled_store: Store, semantics: Semantics
) -> None:
    (work,) = filled_store.works.get([1])
    save(
        filled_store,
        Paper(identifiers=work.identifiers, title=work.title, url=work.url, abstract="", version=2),
    )
    with filled_store.transaction() as tx:
        tx.marks.set([1], "later", NOW + timedelta(hours=1))

    assert choose(filled_store, semantics, NOW + timedelta(hours=2)).digest.events == ()


def test_what_the_reader_has_marked_is_no_news(filled_store: Store, semantics: Semantics) -> None:
    first = choose(filled_store, semantics, NOW).digest.papers[0].work
    with filled_store.transaction() as tx:
        tx.marks.set([first], "read", NOW)

    assert first not in {paper.work for paper in choose(filled_store, semantics, NOW).digest.papers}
