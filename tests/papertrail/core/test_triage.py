"""Lists to triage."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from feeds.paper import Paper
from papertrail.core.application import Papertrail
from papertrail.core.application import open as open_home
from papertrail.errors import NotFoundError, PapertrailError
from papertrail.workspace import Home


def titles(opened: Papertrail, keys: list[int]) -> list[str]:
    rows = opened.triage.rows(keys)
    return [rows[key].title for key in keys]


def test_a_day_is_ranked_and_says_where_relevance_ends(filled: Home) -> None:
    with open_home(filled.root) as opened:
        days = sorted({work.listed for work in opened.resources.store.works.get(range(1, 42))})
        for day in days:
            found = opened.triage.of_day(day or "")
            scores = [found.scores[key] for key in found.keys]
            relevant = found.relevant or 0
            assert all(score >= 0.3 for score in scores[:relevant])
            assert all(score < 0.3 for score in scores[relevant:])
            assert scores[relevant:] == sorted(scores[relevant:], reverse=True)
            end = "Below your topics" if relevant else "None reaches your topics"
            assert found.headings[relevant].startswith(end)
        assert any(opened.triage.of_day(day or "").relevant for day in days)


def test_the_reasons_of_a_day_are_those_of_a_digest(filled: Home) -> None:
    with open_home(filled.root) as opened:
        found = max(
            (opened.triage.of_day(f"2026-06-{day}") for day in range(10, 17)),
            key=lambda listed: listed.relevant or 0,
        )
        why = opened.triage.explain(found.keys[0])

        assert why["topic"] in ("Graphs", "Speech")
        assert why["terms"]
        assert found.explained is False


def test_a_day_without_papers_names_the_latest_one(filled: Home) -> None:
    with open_home(filled.root) as opened:
        found = opened.triage.of_day("2020-02-29")

    assert not found.keys
    assert "no paper of 2020-02-29 is stored; the latest are of 2026-06-1" in found.empty


def test_a_day_is_listed_though_nothing_can_rank_it(filled: Home) -> None:
    text = filled.config_file.read_text(encoding="utf-8")
    filled.config_file.write_text(
        text.partition("[[topics]]")[0] + "[network]\narxiv_interval = 0\n", encoding="utf-8"
    )
    with open_home(filled.root) as opened:
        found = opened.triage.of_day("2026-06-17")

        assert found.keys
        assert found.remarks[0].startswith("not ranked: there is no topic")
        assert opened.triage.explain(found.keys[0]) == {}


def test_words_are_searched_and_filters_list_all_papers_newest_first(filled: Home) -> None:
    with open_home(filled.root) as opened:
        words = opened.triage.find("folding proteins")
        assert titles(opened, list(words.keys[:1])) == ["Folding proteins with attention"]
        assert words.scores

        listed = opened.triage.find("since:2026-06-01 cat:cs.LG")
        days = [opened.triage.rows([key])[key].day for key in listed.keys]
        assert len(days) == 40
        assert days == sorted(days, reverse=True)

        without = opened.triage.find("cat:cs.LG -proteins").keys
        hits = opened.search("cat:cs.LG -proteins", count=50).hits
        assert set(without) == {hit.work.key for hit in hits}


def test_a_saved_search_is_a_list(filled: Home) -> None:
    with open_home(filled.root) as opened:
        opened.search("cat:cs.LG since:2026-06-01", save_as="all")

        assert len(opened.triage.find("", saved="all").keys) == 40
        assert opened.triage.find("", saved="all").title == "Search all"
        with pytest.raises(NotFoundError):
            opened.triage.find("", saved="none")
        with pytest.raises(PapertrailError, match="no words"):
            opened.triage.find("")


def test_the_digest_of_today_is_asked_for_where_the_last_one_is_older(
    filled: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_home(filled.root) as opened:
        none = opened.triage.last_digest()
        assert not none.keys
        assert "papertrail digest makes one" in none.empty

        view = opened.digest()
        found = opened.triage.last_digest()
        assert list(found.keys)[: found.relevant] == [work.key for work in view.works]
        assert not found.remarks
        assert {found.why[work.key]["topic"] for work in view.works} == {"Graphs", "Speech"}

        monkeypatch.setenv("PAPERTRAIL_NOW", "2026-06-18T08:00:00Z")
        assert "today's digest is not made yet" in opened.triage.last_digest().remarks[0]


def test_rows_say_what_the_reader_keeps_and_leave_out_what_is_gone(filled: Home) -> None:
    with open_home(filled.root) as opened:
        key = opened.resources.store.works.last_key()
        paper = opened.triage.paper(key)
        assert paper
        opened.mark("like", [paper.work.id])
        opened.library.set_state([paper.work.id], "later")
        opened.library.tag([paper.work.id], ["b", "a"])
        opened.library.append_note(paper.work.id, "read it")

        row = opened.triage.rows([key, key + 1000])[key]
        assert (row.opinion, row.state, row.has_note) == ("like", "later", True)
        assert row.tags == ("a", "b")
        assert opened.triage.tags() == ("a", "b")
        shown = opened.triage.paper(key)
        assert shown
        assert (shown.row, shown.note) == (row, "read it")
        assert opened.triage.paper(key + 1000) is None


def test_a_list_of_filters_needs_neither_a_model_nor_an_index(filled: Home) -> None:
    program = (
        "import sys, papertrail\n"
        "paper = papertrail.open()\n"
        "assert len(paper.triage.find('since:2026-06-01').keys) == 40\n"
        "paper.triage.rows([1, 2])\n"
        "heavy = {'torch', 'faiss', 'openvino', 'tokenizers', 'tantivy', 'textual', 'click'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )

    assert done.stdout.strip() == "[]"


def test_announced_papers_count_for_the_day_of_their_announcement(tmp_path: Path) -> None:
    def paper(number: int, submitted: str, announced: str | None) -> Paper:
        moment = datetime.fromisoformat(f"{submitted}T18:00:00").replace(tzinfo=UTC)
        return Paper(
            (("arxiv", f"2606.0000{number}"),),
            f"Paper {number}",
            submitted=moment,
            announced=date.fromisoformat(announced) if announced else None,
        )

    now = datetime(2026, 6, 17, 8, tzinfo=UTC)
    with open_home(tmp_path / "home", create=True) as opened:
        store = opened.resources.store
        papers = [
            paper(1, "2026-06-15", "2026-06-17"),
            paper(2, "2026-06-17", None),
            paper(3, "2026-06-17", "2026-06-18"),
            paper(4, "2026-06-16", None),
        ]
        with store.transaction() as tx:
            tx.works.save(papers, "arxiv:cs.LG", now)

        assert titles(opened, store.listings.listed_on("2026-06-17")) == ["Paper 1", "Paper 2"]
        assert store.listings.listed_on("0001-01-01") == []
        assert store.listings.last_listed() == "2026-06-18"


def test_titles_are_found_in_any_case(filled: Home) -> None:
    with open_home(filled.root) as opened:
        keys = opened.triage.find("since:2026-06-01").keys

        assert len(opened.triage.containing("FOLDING proteins", keys)) == 1
        assert opened.triage.containing("no such title", keys) == []
