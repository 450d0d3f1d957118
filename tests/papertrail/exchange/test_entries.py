"""Works are cited as published, with their preprint; keys are unique and can be typed."""

from __future__ import annotations

import pytest

from feeds.paper import Author
from papertrail.exchange.entries import cite
from papertrail.exchange.entry_keys import make_key
from papertrail.exchange.proceedings import container_of, venue_of
from papertrail.types.bibliography_entry import EntryKind
from papertrail.types.work import Work


def work(**values: object) -> Work:
    return Work(
        **{
            "key": 1,
            "identifiers": (("arxiv", "1706.03762"),),
            "title": "Attention Is All You Need",
            "abstract": "",
            "url": "https://arxiv.org/abs/1706.03762",
            "authors": (Author("Ashish Vaswani"), Author("Noam Shazeer")),
            "categories": ("cs.CL", "cs.LG"),
            "sources": ("arxiv:cs.CL",),
            "version": 5,
            "submitted": "2017-06-12T17:57:34+00:00",
            "updated": None,
            "announced": None,
            "fetched": "2026-06-17T08:00:00+00:00",
            "venue": None,
            "year": None,
            "comment": None,
            "journal_ref": None,
            "withdrawn": False,
            **values,
        }  # type: ignore[arg-type]
    )


def test_a_preprint_is_cited_by_its_month() -> None:
    found = cite(work())

    assert (found.kind, found.year, found.month) == (EntryKind.PREPRINT, 2017, 6)
    assert (found.arxiv, found.primary_class) == ("1706.03762", "cs.CL")
    assert found.url == "https://arxiv.org/abs/1706.03762"


def test_the_published_version_is_preferred() -> None:
    found = cite(
        work(
            identifiers=(
                ("arxiv", "1810.04805"),
                ("acl", "n19-1423"),
                ("doi", "10.18653/v1/n19-1423"),
            ),
            venue="NAACL 2019",
            year=2019,
        )
    )

    assert (found.kind, found.year, found.month) == (EntryKind.CONFERENCE, 2019, None)
    assert found.url == "https://aclanthology.org/n19-1423/"
    assert found.doi == "10.18653/v1/n19-1423"
    assert found.arxiv == "1810.04805"
    assert found.container.startswith("Proceedings of the Conference of the Nations")


@pytest.mark.parametrize(
    ("venue", "kind"),
    [
        ("TPAMI", EntryKind.ARTICLE),
        ("NeurIPS 2024", EntryKind.CONFERENCE),
        ("CoRR", EntryKind.PREPRINT),
        ("arXiv preprint", EntryKind.PREPRINT),
    ],
)
def test_the_venue_says_what_a_work_is(venue: str, kind: EntryKind) -> None:
    assert cite(work(venue=venue, year=2024)).kind is kind


def test_arxivs_own_doi_is_no_publication() -> None:
    found = cite(work(identifiers=(("arxiv", "1706.03762"), ("doi", "10.48550/arxiv.1706.03762"))))

    assert (found.kind, found.doi) == (EntryKind.PREPRINT, "")


@pytest.mark.parametrize("venue", ["NeurIPS 2024", "ICML 2025", "TPAMI", "CVPR 2024", "TMLR"])
def test_short_names_of_venues_come_back(venue: str) -> None:
    year = int(venue[-4:]) if venue[-4:].isdecimal() else None

    assert venue_of(container_of(venue), year) == venue


def test_unknown_venues_stay_as_they_are() -> None:
    assert container_of("Workshop on Tea 2024") == "Workshop on Tea"


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{author}{year}{word}", "vaswani2017attention"),
        ("{authors}{yy}", "VaswaniShazeer17"),
        ("{words}", "attentionallyou"),
        ("{author}:{id}", "vaswani:1706.03762"),
    ],
)
def test_keys_follow_their_template(template: str, expected: str) -> None:
    assert make_key(cite(work()), template, set()) == expected


def test_a_key_is_given_once_whatever_its_case() -> None:
    taken = {"vaswani2017attention", "vaswani2017attentiona"}

    assert make_key(cite(work()), "{author}{year}{word}", taken) == "vaswani2017attentionb"


def test_names_in_other_scripts_leave_a_key_by_id() -> None:
    chinese = work(title="注意力", authors=(Author("王小明"),))

    assert make_key(cite(chinese), "{author}{year}{word}", set()) == "paper1706.03762"


def test_accents_are_no_part_of_a_key() -> None:
    polish = work(authors=(Author("Łukasz Gąsior"),), title="Über Öl")

    assert make_key(cite(polish), "{author}{year}{word}", set()) == "gasior2017uber"
