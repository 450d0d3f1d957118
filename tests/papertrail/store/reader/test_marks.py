from datetime import UTC, datetime, timedelta

import pytest

from feeds.paper import Author, Paper
from papertrail.store import Store
from papertrail.types.mark import Mark
from papertrail.workspace import Home
from tests.papertrail.conftest import Run

NOW = datetime(2026, 6, 17, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def stored(store: Store, *titles: str) -> list[int]:
    papers = [
        Paper((("arxiv", f"2606.0000{number}"),), title, f"About {title}.", (Author("A. Example"),))
        for number, title in enumerate(titles)
    ]
    with store.transaction() as tx:
        tx.works.save(papers, "arxiv:cs.LG", NOW)
    return [store.works.find(*paper.identifiers[0]) or 0 for paper in papers]


def test_an_opinion_replaces_the_opposite_one_and_leaves_the_state(store: Store) -> None:
    (key,) = stored(store, "Graphs")
    with store.transaction() as tx:
        tx.marks.set([key], "like", NOW)
        tx.marks.set([key], "later", NOW)
        tx.marks.set([key], "dislike", LATER)

    assert store.marks.of([key]) == [
        Mark(key, "later", "", "2026-06-17T08:00:00Z"),
        Mark(key, "dislike", "", "2026-06-18T08:00:00Z"),
    ]


def test_a_topic_counts_its_own_opinion_before_the_general_one(store: Store) -> None:
    one, other = stored(store, "Graphs", "Speech")
    with store.transaction() as tx:
        tx.marks.set([one, other], "like", NOW)
        tx.marks.set([one], "dislike", LATER, "Graphs")

    assert [(mark.work, mark.kind) for mark in store.marks.opinions("Graphs")] == [
        (other, "like"),
        (one, "dislike"),
    ]
    assert {(mark.work, mark.kind) for mark in store.marks.opinions("Speech")} == {
        (one, "like"),
        (other, "like"),
    }


@pytest.mark.parametrize(("kind", "topic"), [("love", ""), ("read", "Graphs")])
def test_what_makes_no_sense_is_refused(store: Store, kind: str, topic: str) -> None:
    works = stored(store, "Graphs")
    with pytest.raises(ValueError, match=r"no mark|no topic"), store.transaction() as tx:
        tx.marks.set(works, kind, NOW, topic)


def test_marks_follow_a_work_that_turns_out_to_be_another(store: Store) -> None:
    one, other = stored(store, "Graphs", "Speech")
    with store.transaction() as tx:
        tx.marks.set([other], "like", NOW)
        tx.works.join([one, other], NOW)

    assert [mark.work for mark in store.marks.all()] == [one]


def test_a_paper_of_a_digest_is_marked_for_the_topic_that_showed_it(filled: Home, run: Run) -> None:
    shown = run("digest", "--json").json["topics"][0]
    paper = shown["papers"][0]["id"]
    assert run("mark", "like", paper).out.startswith(f"like: {paper}  ")

    (listed,) = run("list", "like", "--json").json
    assert listed["id"] == paper
    assert listed["marks"] == [
        {"kind": "like", "topic": shown["name"], "marked": "2026-06-17T08:00:00Z"}
    ]


def test_marks_are_listed_latest_first_and_taken_back(filled: Home, run: Run) -> None:
    ids = [paper["id"] for paper in run("search", "graphs", "--json").json]
    run("search", "graphs")
    run("mark", "later", "1", "2")
    run("mark", "like", "2", "--topic", "speech")

    assert {paper["id"] for paper in run("list", "--json").json} == set(ids[:2])
    assert "like Speech" in run("list").out

    run("mark", "none", *ids[:2])
    assert "nothing is marked so" in run("list").out


def test_a_state_has_no_topic(filled: Home, run: Run) -> None:
    done = run("mark", "read", "1706.03762", "--topic", "Speech")

    assert done.status == 2
    assert "--topic goes with like and dislike" in done.err
