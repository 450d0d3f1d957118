import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feeds.paper import Paper
from papertrail.config import load
from papertrail.core.reindex import set_index_aside
from papertrail.indexing.generations import open_semantics
from papertrail.store import Store
from papertrail.store.works import Works
from papertrail.types.filter import Filter
from papertrail.workspace import Home
from tests.fake_arxiv import FakeArxiv
from tests.papertrail.conftest import Run


def test_the_closest_paper_in_meaning_comes_first(filled: Home, run: Run) -> None:
    hits = run("search", "predicting", "the", "structure", "of", "proteins", "--json").json

    assert hits[0]["title"] == "Folding proteins with attention"
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert len(hits) == 10


def test_json_hits_carry_what_scripts_rely_on(filled: Home, run: Run) -> None:
    hit = run("search", "protein folding", "-n", "1", "--json").json[0]

    assert hit["id"] == "arxiv:2606.10007"
    assert hit["authors"] == ["Ada Example", "Bob Sample"]
    assert hit["url"] == "https://arxiv.org/abs/2606.10007"
    assert hit["published"] == "2026-06-13"
    assert hit["categories"] == ["cs.LG"]
    assert hit["sources"] == ["arxiv:cs.LG"]
    assert hit["venue"] is None
    assert hit["abstract"].startswith("Structure prediction")
    assert hit["why"]["sentence"] == "We fold proteins with attention."


def test_a_narrow_filter_still_returns_its_best(filled: Home, run: Run) -> None:
    hits = run(
        "search", "proteins", "--since", "2026-06-16", "--until", "2026-06-16", "-n", "5", "--json"
    ).json

    assert len(hits) == 5
    assert {hit["published"] for hit in hits} == {"2026-06-16"}


def test_an_age_is_a_date_too(filled: Home, run: Run) -> None:
    hits = run("search", "proteins", "--since", "1d", "-n", "100", "--json").json

    assert {hit["published"] for hit in hits} == {"2026-06-16"}


def test_a_filter_that_nothing_passes_says_so(filled: Home, run: Run) -> None:
    done = run("search", "proteins", "--category", "math.AG")

    assert (done.status, done.out) == (0, "")
    assert "no paper found among 40 stored; none of them is in the category math.AG" in done.err


def test_of_several_filters_those_that_nothing_passes_are_named(filled: Home, run: Run) -> None:
    done = run("search", "proteins cat:cs.LG", "--author", "Zoe Nobody", "--source", "neurips")

    assert done.err.endswith(
        "among 40 stored; none of them is by Zoe Nobody; none of them came from neurips\n"
    )


@pytest.mark.parametrize(
    ("query", "output"),
    [
        ("id:nonsense", "none of them has the id nonsense"),
        ("id:2606.99999", "none of them has the id 2606.99999"),
        ("status:like", "none of them is marked like"),
    ],
)
def test_an_id_or_a_mark_that_no_paper_has_is_named(
    filled: Home, run: Run, query: str, output: str
) -> None:
    assert run("search", query).err == f"no paper found among 40 stored; {output}\n"


def test_json_changes_no_numbers(filled: Home, run: Run) -> None:
    run("search", "graphs")
    first = run("show", "1", "--json").json["id"]

    run("search", "speech", "--json")
    run("digest", "--json")
    run("list", "--json")

    assert run("show", "1", "--json").json["id"] == first
    assert "arxiv:" in run("mark", "like", "1").out


def test_each_terminal_session_has_numbers_of_its_own(filled: Home, run: Run) -> None:
    run("search", "graphs")
    mine = run("show", "1", "--json").json["id"]
    elsewhere = subprocess.run(
        [sys.executable, "-m", "papertrail", "search", "speech"],
        start_new_session=True,
        capture_output=True,
        check=True,
    )

    assert run("show", "1", "--json").json["id"] == mine
    assert mine.encode() not in elsewhere.stdout


def test_a_session_without_a_list_takes_the_newest(filled: Home, run: Run) -> None:
    run("search", "graphs")
    mine = run("show", "1", "--json").json["id"]
    command = [sys.executable, "-m", "papertrail", "mark", "like", "1"]
    marked = subprocess.run(command, start_new_session=True, capture_output=True, check=True)

    assert mine.encode() in marked.stdout


def test_numbers_of_an_earlier_version_still_count(filled: Home, run: Run) -> None:
    filled.last_list.write_text('["arxiv:2606.10001"]', encoding="utf-8")

    assert run("show", "1", "--json").json["id"] == "arxiv:2606.10001"


def test_the_numbers_of_a_list_count_though_its_reader_left(filled: Home, run_outside: Run) -> None:
    command = f"{sys.executable} -m papertrail search proteins | true"
    subprocess.run(["bash", "-c", command], check=True, capture_output=True)

    assert run_outside("show", "1").status == 0


def test_dates_in_the_wrong_order_are_wrong_usage(filled: Home, run: Run) -> None:
    assert run("search", "x", "--since", "2026-06-16", "--until", "2026-06-01").status == 2


def test_plain_text_shows_rank_title_authors_date_id_and_the_sentence(
    filled: Home, run: Run
) -> None:
    shown = run("search", "protein folding", "-n", "1").out

    assert shown.startswith(" 1  Folding proteins with attention")
    assert "Ada Example, Bob Sample · 2026-06-13 · cs.LG · arxiv:2606.10007" in shown
    assert "We fold proteins with attention." in shown
    assert "\x1b" not in shown


def test_words_that_most_papers_have_are_scored_though_they_are_not_looked_up(
    filled: Home, run: Run
) -> None:
    # All papers have "is", and four are about speech.
    both, one = (
        run("search", query, "-n", "1", "--json").json[0] for query in ("is speech", "speech")
    )

    assert both["id"] == one["id"]
    assert both["why"]["keyword"]["rank"] == 1
    assert both["why"]["keyword"]["score"] > one["why"]["keyword"]["score"]


@pytest.mark.parametrize("query", ["", "   ", "?!", "\x00\x1b["])
def test_a_query_without_words_is_refused(filled: Home, run: Run, query: str) -> None:
    done = run("search", query)

    assert done.status == 1
    assert "the query has no words" in done.err


@pytest.mark.parametrize(
    "query",
    ["x" * 100_000, '"unbalanced', "'; DROP TABLE works; --", "$\\alpha$-divergence", "日本語"],
)
def test_any_words_are_a_query(filled: Home, run: Run, query: str) -> None:
    assert len(run("search", query, "--json").json) == 10


def test_similar_leaves_out_what_was_asked_about(filled: Home, run: Run) -> None:
    hits = run("similar", "2606.10007", "arxiv:2606.10000v1", "-n", "39", "--json").json

    assert len(hits) == 38
    assert not {"arxiv:2606.10007", "arxiv:2606.10000"} & {hit["id"] for hit in hits}


def test_a_paper_is_found_by_id_version_address_and_number_of_the_last_list(
    filled: Home, run: Run
) -> None:
    run("search", "protein folding", "-n", "3")
    references = (
        "arxiv:2606.10007",
        "2606.10007",
        "2606.10007v1",
        "https://arxiv.org/abs/2606.10007v2",
        "1",
    )

    assert {run("show", reference, "--json").json["id"] for reference in references} == {
        "arxiv:2606.10007"
    }


@pytest.mark.parametrize(
    ("reference", "output"),
    [
        ("2606.99999", "2606.99999 is not stored"),
        ("doi:10.1/x", "doi:10.1/x is not stored"),
        ("nonsense", "'nonsense' is no paper id"),
        ("77", "there is no number 77"),
        ("0", "there is no number 0"),
    ],
)
def test_a_wrong_id_is_answered_in_one_line(
    filled: Home, run: Run, reference: str, output: str
) -> None:
    done = run("show", reference)

    assert done.status == 1
    assert output in done.err
    assert done.err.count("\n") == 1


def test_show_prints_all_that_is_known(filled: Home, run: Run) -> None:
    shown = run("show", "2606.10007").out

    for text in (
        "Folding proteins with attention",
        "Ada Example",
        "arxiv:2606.10007",
        "cs.LG",
        "2026-06-13 14:07:00 UTC",
    ):
        assert text in shown


def test_open_prints_the_address_and_starts_the_browser(filled: Home) -> None:
    environment = os.environ | {"BROWSER": "true"}
    done = subprocess.run(
        [sys.executable, "-m", "papertrail", "open", "2606.10007", "--pdf"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "https://arxiv.org/pdf/2606.10007\n")


def test_searching_an_empty_store_says_what_to_do(home: Home, run: Run) -> None:
    run("init")

    done = run("search", "anything")

    assert done.status == 0
    assert "run: papertrail update" in done.err


def test_searching_without_a_database_says_what_to_do(home: Home, run: Run) -> None:
    done = run("search", "anything")

    assert done.status == 1
    assert "run: papertrail init" in done.err


def damage_vectors(home: Home) -> None:
    (state,) = home.index.rglob("state.json")
    state.write_text("{", encoding="utf-8")


def damage_words(home: Home) -> None:
    (home.index / "keywords" / "meta.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "output", "broken", "whole"),
    [
        (damage_vectors, "searching by words only: ", "semantic", "keyword"),
        (damage_words, "searching by meaning only: ", "keyword", "semantic"),
    ],
)
def test_one_damaged_index_leaves_the_other_and_reindex_repairs_it(
    filled: Home, run: Run, damage: Callable[[Home], None], output: str, broken: str, whole: str
) -> None:
    before = run("search", "protein folding", "--json").json
    damage(filled)

    search = run("search", "protein folding", "--json")
    assert (search.status, search.json[0]["id"]) == (0, "arxiv:2606.10007")
    assert search.err.count("\n") == 1
    assert output in search.err
    assert "papertrail reindex" in search.err
    assert run("search", "protein folding", "--mode", whole).err == ""
    assert run("status").out.startswith("40 papers, 40 indexed, 0 not indexed\n")
    refused = run("search", "protein folding", "--mode", broken)
    assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert run("reindex").status == 0

    after = run("search", "protein folding", "--json").json
    assert [hit["id"] for hit in after] == [hit["id"] for hit in before]


def test_damage_that_shows_only_when_words_are_looked_up_leaves_meaning(
    filled: Home, run: Run
) -> None:
    for path in (filled.index / "keywords").glob("*.pos"):
        content = path.read_bytes()
        end = content.rindex(b'{"version"')
        path.write_bytes(b"\xff" * end + content[end:])

    done = run("search", '"fold proteins"', "--json")

    assert (
        "by meaning only, without regard to phrases and words that are demanded or excluded: "
        "the index" in done.err
    )
    assert len(done.json) == 10
    assert run("search", '"fold proteins"', "--mode", "keyword").status == 1


@pytest.mark.parametrize("query", ["fold proteins", '"fold proteins"'])
def test_damage_that_shows_only_when_vectors_are_read_leaves_words(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    def unreadable(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    # What a disk says that has lost a block: no file can be made to say so.
    monkeypatch.setattr("index.vectors.index.nearest", unreadable)

    done = run("search", query, "--json")

    assert (done.status, done.json[0]["id"]) == (0, "arxiv:2606.10007")
    assert "searching by words only: the vectors can't be read: " in done.err
    assert run("search", query, "--mode", "semantic").status == 1
    assert run("search", query, "--mode", "keyword").err == ""


@pytest.mark.parametrize("text", ["-cat:cs.CV cat:cs.LG proteins", "id:2606.99999"])
def test_an_update_that_commits_in_the_middle_of_a_search_does_no_harm(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    before = run("search", "--json", "--", text).json
    passing = Works.passing

    def save_another() -> None:
        paper = Paper(
            (("arxiv", "2606.99999"),), "Another one", "On proteins.", categories=("cs.LG",)
        )
        with Store.open(filled.database) as store, store.transaction() as tx:
            tx.works.save([paper], "arxiv:cs.LG", datetime(2026, 6, 17, tzinfo=UTC))

    def passing_late(works: Works, criteria: Filter) -> object:
        found = passing(works, criteria)
        save_another()
        return found

    monkeypatch.setattr(Works, "passing", passing_late)

    assert run("search", "--json", "--", text).json == before


def test_a_home_without_room_for_a_cache_can_be_searched(filled: Home, run: Run) -> None:
    filled.cache.unlink()
    filled.cache.symlink_to(filled.root / "nowhere" / "at all")

    done = run("search", "protein folding", "--json")

    assert (done.status, done.json[0]["id"]) == (0, "arxiv:2606.10007")


def test_with_both_indexes_damaged_a_search_fails_in_one_line(filled: Home, run: Run) -> None:
    damage_vectors(filled)
    damage_words(filled)

    done = run("search", "protein folding")

    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)


def test_a_missing_index_is_reported_and_built_by_the_next_update(filled: Home, run: Run) -> None:
    shutil.rmtree(filled.index / "keywords")

    search = run("search", "protein folding", "--json")
    assert search.json[0]["id"] == "arxiv:2606.10007"
    assert "not indexed yet: 40 papers" in search.err
    run("update")
    assert (
        run("search", "protein folding", "--mode", "keyword", "--json").json[0]["id"]
        == "arxiv:2606.10007"
    )


def test_without_a_feed_an_update_indexes_what_waits_and_says_that_none_is_followed(
    filled: Home, run: Run
) -> None:
    run("feeds", "remove", "arxiv:cs.LG")
    shutil.rmtree(filled.index)

    done = run("update")

    assert done.status == 2
    assert "no feed is followed" in done.err
    assert run("status", "--json").json["pending"] == 0


@pytest.mark.parametrize("mode", ["hybrid", "semantic", "keyword"])
def test_an_empty_store_says_so_without_opening_an_index(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    with Store.open(home.database, create=True):
        pass

    def refuse(*_: object) -> None:
        raise AssertionError("an index was opened")

    monkeypatch.setattr("papertrail.indexing.generations.open_semantics", refuse)
    monkeypatch.setattr("papertrail.indexing.keywords.open_keywords", refuse)
    done = run("search", "anything", "--mode", mode)

    assert (done.status, done.out) == (0, "")
    assert done.err == "no papers are stored yet; run: papertrail update\n"


def test_status_counts_what_either_index_lacks(filled: Home, run: Run) -> None:
    shutil.rmtree(filled.index / "keywords")

    output = run("status", "--json").json

    assert (output["papers"], output["indexed"], output["pending"]) == (40, 0, 40)
    assert output["words"] == {"pending": 40, "error": None}


def test_words_that_cannot_be_indexed_show_in_exit_codes_until_they_are_built_anew(
    filled: Home, run: Run
) -> None:
    damage_words(filled)

    updated, status = run("update"), run("status")

    assert updated.status == 3
    assert "the words of papers are not indexed: the index in " in updated.err
    assert status.status == 3
    assert "words can't be searched: the index in " in status.out
    assert run("reindex").status == 0
    assert run("status").status == 0


def test_status_reports_vectors_that_cannot_be_used(filled: Home, run: Run) -> None:
    damage_vectors(filled)

    status = run("status")

    assert status.status == 3
    assert status.out.startswith(
        "40 papers, 40 indexed, 0 not indexed\nmeaning can't be searched: the state of the "
    )
    assert run("status", "--json").json["words"] == {"pending": 0, "error": None}


def test_reindexing_embeds_only_what_the_old_index_does_not_hold(filled: Home, run: Run) -> None:
    before = run("search", "protein folding", "--json").json
    with Store.open(filled.database) as store, store.transaction():
        store.connection.execute(
            "UPDATE works SET abstract = 'Something else.', change = 1000 WHERE id = 3"
        )
        store.connection.execute("DELETE FROM works WHERE id = 5")

    assert "39 papers indexed, 1 of them embedded anew" in run("reindex").out
    assert not filled.earlier_index.exists()
    after = run("search", "protein folding", "--json").json
    assert after[0]["id"] == before[0]["id"]
    assert len(run("search", "paper", "-n", "100", "--json").json) == 39


def test_reindexing_takes_over_what_damage_left(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.vectors.files._CHECKED_ROWS", 4)
    run("reindex")
    before = run("search", "protein folding", "--json").json
    (folder,) = filled.index.glob("all-MiniLM*")
    (folder / "signs").write_bytes(b"")
    with (folder / "vectors").open("r+b") as vectors:
        vectors.write(bytes(384 * 2))

    # The four rows that the checksum covers, and the first one, whose vector has no length.
    assert "40 papers indexed, 5 of them embedded anew" in run("reindex").out
    after = run("search", "protein folding", "--json").json
    assert [hit["id"] for hit in after] == [hit["id"] for hit in before]


@pytest.mark.parametrize("name", ["vectors", "keys", "hashes"])
def test_reindexing_takes_over_what_a_short_file_left(
    filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("index.vectors.files._CHECKED_ROWS", 4)
    run("reindex")
    (folder,) = filled.index.glob("all-MiniLM*")
    file = folder / name
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2 + 1])

    assert "40 papers indexed, 20 of them embedded anew" in run("reindex").out


def test_a_reindex_that_was_stopped_goes_on_with_what_the_old_index_held(
    filled: Home, run: Run
) -> None:
    set_index_aside(filled)
    assert run("search", "protein folding").out == ""

    assert run("reindex").out.strip() == "40 papers indexed, 0 of them embedded anew"
    set_index_aside(filled)
    assert run("update", "--json").json["embedded"] == 0
    assert len(run("search", "paper", "-n", "100", "--json").json) == 40


def test_works_that_became_others_leave_the_vectors_with_the_next_update(
    filled: Home, run: Run
) -> None:
    with Store.open(filled.database) as store, store.transaction() as tx:
        tx.works.join([1, 2], datetime(2026, 6, 17, tzinfo=UTC))
    run("update")

    assert open_semantics(filled, load(filled.config_file)).vectors.text_hash(2) is None
    assert len(run("search", "paper", "-n", "40", "--json").json) >= 39


def test_an_older_copy_of_the_database_put_back_is_indexed_again(
    filled: Home, arxiv: FakeArxiv, run: Run
) -> None:
    copy = filled.database.read_bytes()
    arxiv.papers[3].revised = arxiv.today
    assert run("update", "--json").json["embedded"] == 1
    for path in filled.root.glob("papertrail.db*"):
        path.unlink()
    filled.database.write_bytes(copy)

    assert run("update", "--json").json["pending"] == 0
    assert len(run("search", "paper", "-n", "100", "--json").json) == 40


def test_without_the_model_words_are_searched_and_indexed_all_the_same(
    filled: Home, run: Run, arxiv: FakeArxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    text = filled.config_file.read_text(encoding="utf-8")
    filled.config_file.write_text(
        text + '\n[model]\nname = "nobody/no-such-model"\n', encoding="utf-8"
    )
    # Else the model before it would answer.
    (filled.index / "answering.json").unlink()
    arxiv.papers[3].revised = arxiv.today
    arxiv.papers[3].title = "Zebrafish"

    assert run("update").status == 1
    done = run("search", "zebrafish", "--json")
    assert [hit["title"] for hit in done.json] == ["Zebrafish"]
    assert "searching by words only: " in done.err
    assert done.err.count("\n") == 1
    refused = run("search", "anything", "--mode", "semantic")
    assert refused.status == 1
    assert "nobody/no-such-model" in refused.err
    assert refused.err.count("\n") == 1


def test_modes_score_by_cosine_by_bm25_or_by_both(filled: Home, run: Run) -> None:
    semantic, keyword, hybrid = (
        run("search", "folding proteins", "--mode", mode, "--json").json[0]
        for mode in ("semantic", "keyword", "hybrid")
    )

    assert {hit["id"] for hit in (semantic, keyword, hybrid)} == {"arxiv:2606.10007"}
    assert set(semantic["why"]) == {"sentence", "terms", "semantic"}
    assert set(keyword["why"]) == {"sentence", "terms", "keyword"}
    assert semantic["why"]["semantic"] == {"rank": 1, "score": semantic["score"], "weight": 1.0}
    assert keyword["why"]["keyword"] == {"rank": 1, "score": keyword["score"], "weight": 1.0}
    meaning, words = hybrid["why"]["semantic"], hybrid["why"]["keyword"]
    assert meaning["rank"] == words["rank"] == 1
    assert meaning["weight"] + words["weight"] == pytest.approx(1)
    assert hybrid["score"] == pytest.approx(
        meaning["weight"] * meaning["score"] + words["weight"], abs=0.001
    )
    assert hybrid["why"]["terms"] == ["folding", "proteins"]


@pytest.mark.parametrize(
    "query",
    [
        "folding proteins",
        "graphs",
        "arxiv:2606.10007",
        "Folding proteins with attention",
        "Ada Example",
        "xyzzy",
    ],
)
def test_a_hybrid_score_is_between_0_and_1_and_orders_the_hits(
    filled: Home, run: Run, query: str
) -> None:
    hits = run("search", query, "-n", "40", "--json").json

    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1
    assert all(hit["score"] == 1 for hit in hits if "named" in hit["why"])


def test_keyword_mode_finds_only_papers_with_a_word(filled: Home, run: Run) -> None:
    assert [hit["id"] for hit in run("search", "folding", "--mode", "keyword", "--json").json] == [
        "arxiv:2606.10007"
    ]


@pytest.mark.parametrize("mode", ["hybrid", "semantic", "keyword"])
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ('attention "fold proteins"', ["arxiv:2606.10007"]),
        ("attention +fold", ["arxiv:2606.10007"]),
        ("attention +fold -proteins", []),
        ("folding id:2606.10007", ["arxiv:2606.10007"]),
        ("folding since:2026-06-13 until:2026-06-13 +folds", ["arxiv:2606.10007"]),
        ("proteins +folding year:2025", []),
        ("proteins +folding cat:cs", ["arxiv:2606.10007"]),
        ("proteins +folding -cat:cs", []),
        ("proteins +folding author:lovelace", []),
        ('proteins +folding author:"A. Example"', ["arxiv:2606.10007"]),
        ("proteins +folding source:arxiv", ["arxiv:2606.10007"]),
        ("proteins +folding venue:NeurIPS", []),
        ("proteins +folding status:save", []),
    ],
)
def test_the_syntax_holds_for_meaning_and_for_words(
    filled: Home, run: Run, mode: str, query: str, ids: list[str]
) -> None:
    assert [hit["id"] for hit in run("search", query, "--mode", mode, "--json").json] == ids


def test_a_word_that_must_not_be_there_is_in_no_hit(filled: Home, run: Run) -> None:
    hits = run("search", "papers -graphs", "-n", "40", "--json").json

    assert len(hits) > 10
    assert not [hit for hit in hits if "graph" in (hit["title"] + hit["abstract"]).lower()]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("arxiv:2606.10007v1", "id"),
        ("https://arxiv.org/abs/2606.10007", "id"),
        ("folding Proteins with attention!", "title"),
    ],
)
def test_a_paper_named_by_id_or_title_comes_first(
    filled: Home, run: Run, query: str, named: str
) -> None:
    hits = run("search", query, "--json").json

    assert (hits[0]["id"], hits[0]["why"]["named"]) == ("arxiv:2606.10007", named)
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


def test_papers_of_an_author_who_is_named_come_first_and_newest_first(
    filled: Home, run: Run
) -> None:
    hits = run("search", "Bob Sample", "-n", "5", "--json").json

    assert {hit["why"]["named"] for hit in hits} == {"author"}
    assert [hit["published"] for hit in hits] == sorted(
        (hit["published"] for hit in hits), reverse=True
    )


def test_filters_alone_list_the_newest(filled: Home, run: Run) -> None:
    hits = run("search", "author:sample", "until:2026-06-15", "-n", "3", "--json").json

    assert [hit["published"] for hit in hits] == ["2026-06-15"] * 3
    assert len(run("search", "--category", "cs.LG", "-n", "100", "--json").json) == 40


def test_a_search_of_nothing_is_wrong_usage(filled: Home, run: Run) -> None:
    assert run("search").status == 2


@pytest.mark.parametrize(
    ("option", "value"), [("--author", ""), ("--category", " "), ("--venue", "-")]
)
def test_a_filter_that_says_nothing_is_wrong_usage(
    filled: Home, run: Run, option: str, value: str
) -> None:
    done = run("search", "folding", option, value)

    assert (done.status, done.out) == (2, "")
    assert option in done.err
    assert f"{value!r} has no letters" in done.err


def test_explain_shows_both_halves(filled: Home, run: Run) -> None:
    shown = run("search", "folding proteins", "-n", "1", "--explain").out

    assert "meaning 0." in shown
    assert "(rank 1, weight " in shown
    assert "matched folding, proteins" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("query", "output"),
    [("auther:finn", "perhaps author: is meant"), ("year:soon", "write year:2024")],
)
def test_a_field_that_is_none_is_remarked_on(
    filled: Home, run: Run, query: str, output: str
) -> None:
    done = run("search", query, "--json")

    assert len(done.json) == 10
    assert output in done.err


def test_a_query_of_stop_words_has_an_answer(filled: Home, run: Run) -> None:
    assert run("search", "of the and", "--json").status == 0
    assert run("search", "of the and", "--mode", "keyword", "--json").status == 0


def test_a_search_is_kept_listed_run_and_removed(filled: Home, run: Run) -> None:
    assert (
        "kept"
        in run(
            "search", "--save", "folds", "folding", "--category", "cs.LG", "--mode", "keyword"
        ).err
    )

    (kept,) = run("searches", "list", "--json").json
    assert (kept["name"], kept["query"], kept["mode"]) == ("folds", "folding cat:cs.LG", "keyword")
    assert run("searches", "list").out == "folds  folding cat:cs.LG  (keyword)\n"
    assert [hit["id"] for hit in run("search", "--saved", "folds", "--json").json] == [
        "arxiv:2606.10007"
    ]
    assert run("search", "--saved", "folds", "year:2025", "--json").json == []
    assert run("searches", "remove", "folds").status == 0
    assert run("searches", "list").out == ""


def test_a_number_of_an_empty_list_says_that_it_was_empty(filled: Home, run: Run) -> None:
    run("search", "folding", "--category", "math.AG")

    assert "there is no number 2: the last list had no papers" in run("show", "2").err


def test_a_list_that_cannot_be_kept_says_that_its_numbers_are_no_ids(
    filled: Home, run: Run
) -> None:
    (filled.root / "last-list.json").mkdir()

    done = run("search", "folding")

    assert done.status == 0
    assert f"use ids, not the numbers of this list: it can't be kept in {filled.root}" in done.err


def test_a_reranker_that_is_not_there_can_be_left_out(filled: Home, run: Run) -> None:
    done = run("search", "folding", "--rerank", "two words")

    assert done.status == 1
    assert "leave --rerank out" in done.err


def test_a_query_that_begins_with_a_minus_follows_two(filled: Home, run: Run) -> None:
    assert run("search", "--json", "-n", "2", "--", "-cat:cs.CL").json


def test_a_search_that_is_not_kept_says_which_are(filled: Home, run: Run) -> None:
    run("search", "--save", "folds", "folding")

    done = run("search", "--saved", "nothing")
    assert done.status == 1
    assert "there are: folds" in done.err
    removed = run("searches", "remove", "folds", "nothing")
    assert removed.status == 1
    assert "no search is called 'nothing', and nothing was removed" in removed.err
    assert run("searches", "list").out == "folds  folding\n"
    assert run("search", "--saved", "", "folding").status == 1


@pytest.mark.parametrize("name", ["", " ", "a\nb", "n" * 61])
def test_a_name_that_no_search_can_have_is_refused_before_anything_is_looked_for(
    filled: Home, run: Run, name: str
) -> None:
    done = run("search", "--save", name, "folding")

    assert (done.status, done.out) == (2, "")
    assert "a search's name has 1 to 60 printable characters" in done.err
