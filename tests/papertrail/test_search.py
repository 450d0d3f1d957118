import os
import subprocess
import sys

import pytest

from papertrail.home import Home
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
    hits = run("search", "proteins", "--since", "2026-06-16", "--until", "2026-06-16", "-n", "5", "--json").json

    assert len(hits) == 5
    assert {hit["published"] for hit in hits} == {"2026-06-16"}


def test_an_age_is_a_date_too(filled: Home, run: Run) -> None:
    hits = run("search", "proteins", "--since", "1d", "-n", "100", "--json").json

    assert {hit["published"] for hit in hits} == {"2026-06-16"}


def test_a_filter_that_nothing_passes_says_so(filled: Home, run: Run) -> None:
    done = run("search", "proteins", "--category", "math.AG")

    assert (done.status, done.out) == (0, "")
    assert "no paper found among 40 stored" in done.err


def test_dates_in_the_wrong_order_are_wrong_usage(filled: Home, run: Run) -> None:
    assert run("search", "x", "--since", "2026-06-16", "--until", "2026-06-01").status == 2


def test_plain_text_shows_rank_title_authors_date_id_and_the_sentence(filled: Home, run: Run) -> None:
    shown = run("search", "protein folding", "-n", "1").out

    assert shown.startswith(" 1  Folding proteins with attention")
    assert "Ada Example, Bob Sample · 2026-06-13 · cs.LG · arxiv:2606.10007" in shown
    assert "We fold proteins with attention." in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("query", ["", "   ", "?!", "\x00\x1b["])
def test_a_query_without_words_is_refused(filled: Home, run: Run, query: str) -> None:
    done = run("search", query)

    assert done.status == 1
    assert "the query has no words" in done.err


@pytest.mark.parametrize(
    "query", ["x" * 100_000, '"unbalanced', "'; DROP TABLE works; --", "$\\alpha$-divergence", "日本語"]
)
def test_any_words_are_a_query(filled: Home, run: Run, query: str) -> None:
    assert len(run("search", query, "--json").json) == 10


def test_similar_leaves_out_what_was_asked_about(filled: Home, run: Run) -> None:
    hits = run("similar", "2606.10007", "arxiv:2606.10000v1", "-n", "39", "--json").json

    assert len(hits) == 38
    assert not {"arxiv:2606.10007", "arxiv:2606.10000"} & {hit["id"] for hit in hits}


def test_a_paper_is_found_by_id_version_address_and_number_of_the_last_list(filled: Home, run: Run) -> None:
    run("search", "protein folding", "-n", "3")
    references = ("arxiv:2606.10007", "2606.10007", "2606.10007v1", "https://arxiv.org/abs/2606.10007v2", "1")

    assert {run("show", reference, "--json").json["id"] for reference in references} == {"arxiv:2606.10007"}


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("2606.99999", "2606.99999 is not stored"),
        ("doi:10.1/x", "doi:10.1/x is not stored"),
        ("nonsense", "'nonsense' is no paper id"),
        ("77", "there is no number 77"),
        ("0", "there is no number 0"),
    ],
)
def test_a_wrong_id_is_answered_in_one_line(filled: Home, run: Run, reference: str, told: str) -> None:
    done = run("show", reference)

    assert done.status == 1
    assert told in done.err
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


def test_a_damaged_index_names_its_repair_and_reindex_does_it(filled: Home, run: Run) -> None:
    before = run("search", "protein folding", "--json").json
    (state,) = filled.index.rglob("state.json")
    state.write_text("{", encoding="utf-8")

    broken = run("search", "protein folding")
    assert broken.status == 1
    assert "papertrail reindex" in broken.err
    assert run("reindex").status == 0

    after = run("search", "protein folding", "--json").json
    assert [hit["id"] for hit in after] == [hit["id"] for hit in before]


def test_an_older_copy_of_the_database_put_back_is_indexed_again(filled: Home, arxiv: FakeArxiv, run: Run) -> None:
    copy = filled.database.read_bytes()
    arxiv.papers[3].revised = arxiv.today
    assert run("update", "--json").json["embedded"] == 1
    for path in filled.root.glob("papertrail.db*"):
        path.unlink()
    filled.database.write_bytes(copy)

    assert run("update", "--json").json["pending"] == 0
    assert len(run("search", "paper", "-n", "100", "--json").json) == 40


def test_the_model_cannot_be_had_says_so(filled: Home, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    text = filled.config_file.read_text(encoding="utf-8")
    filled.config_file.write_text(text + '\n[model]\nname = "nobody/no-such-model"\n', encoding="utf-8")

    done = run("search", "anything")

    assert done.status == 1
    assert "nobody/no-such-model" in done.err
    assert done.err.count("\n") == 1
