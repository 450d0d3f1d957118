"""Single papers are looked up at the sources that issue their identifiers."""

from pathlib import Path

import pytest

from feeds.builders import Options
from feeds.errors import LoginError, NotFoundError
from feeds.http.client import RateLimitedClient
from feeds.http.contract import RequestPolicy
from feeds.lookup import Found, look_up, read_wanted
from tests.fake_arxiv import FakeArxiv
from tests.fake_site import FakeSite, Trouble
from tests.feeds.test_citation_page import page

HASH = "0123456789abcdef" * 2
COLLECTION = b"""<?xml version='1.0' encoding='UTF-8'?>
<collection id="2024.acl"><volume id="long" ingest-date="2024-08-01">
<meta><year>2024</year></meta>
<paper id="1"><title>On zebras</title><author><first>Ada</first><last>Example</last></author>
<abstract>We count.</abstract><doi>10.18653/v1/2024.acl-long.1</doi></paper>
<paper id="2"><title>On okapis</title></paper>
</volume></collection>"""
CROSSREF = b"""{"status": "ok", "message": {"DOI": "10.1000/ABC", "title": ["On zebras"],
"author": [{"given": "Ada", "family": "Example"}], "container-title": ["A Journal"],
"published": {"date-parts": [[2024, 3]]}, "abstract": "<jats:p>We count.</jats:p>"}}"""
AT_ANTHOLOGY = "raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml/2024.acl.xml"


def found_at(
    address: str, state: Path, *names: str, options: Options | None = None
) -> dict[str, Found]:
    """Look papers up through a mirror; return the results by what was asked."""
    policy = RequestPolicy(arxiv_interval=0, other_interval=0, backoff=0)
    client = RateLimitedClient(state, policy, address)
    wanted = [read for name in names if (read := read_wanted(name))]
    return {each.wanted.asked: each for each in look_up(wanted, client, options or Options())}


def test_arxiv_is_asked_once_for_all_of_its_papers(arxiv: FakeArxiv, tmp_path: Path) -> None:
    first, second = arxiv.papers[0].id, arxiv.papers[1].id
    names = (f"arxiv:{first}v1", f"https://doi.org/10.48550/arXiv.{second}", "2606.99999")

    found = found_at(arxiv.address, tmp_path, *names)

    papers = [found[name].paper for name in names[:2]]
    assert [paper and paper.identifiers[0][1] for paper in papers] == [first, second]
    assert isinstance(found["2606.99999"].error, NotFoundError)
    assert len(arxiv.seen) == 1


def test_the_anthology_is_asked_for_a_collection(site: FakeSite, tmp_path: Path) -> None:
    site.pages[AT_ANTHOLOGY] = COLLECTION
    names = ("acl:2024.acl-long.1", "10.18653/v1/2024.acl-long.2", "2024.acl-long.3")

    found = found_at(site.address, tmp_path, *names)

    titles = [each.paper.title for each in found.values() if each.paper]
    assert titles == ["On zebras", "On okapis"]
    assert found["2024.acl-long.3"].error
    assert len(site.asked()) == 1


@pytest.mark.parametrize(
    ("asked", "address", "identifier", "venue"),
    [
        (
            f"https://papers.nips.cc/paper_files/paper/2023/file/{HASH}-Paper-Conference.pdf",
            f"papers.nips.cc/paper_files/paper/2023/hash/{HASH}-Abstract-Conference.html",
            ("neurips", HASH),
            "NeurIPS 2023",
        ),
        (
            "pmlr:v235/example24a",
            "proceedings.mlr.press/v235/example24a.html",
            ("pmlr", "v235/example24a"),
            "ICML 2024",
        ),
        (
            "cvf:Example_On_Zebras_CVPR_2024_paper",
            "openaccess.thecvf.com/content/CVPR2024/html/Example_On_Zebras_CVPR_2024_paper.html",
            ("cvf", "Example_On_Zebras_CVPR_2024_paper"),
            "CVPR 2024",
        ),
        (
            "https://openaccess.thecvf.com/content/CVPR2024/papers/Example_On_Zebras_CVPR_2024_paper.pdf",
            "openaccess.thecvf.com/content/CVPR2024/html/Example_On_Zebras_CVPR_2024_paper.html",
            ("cvf", "Example_On_Zebras_CVPR_2024_paper"),
            "CVPR 2024",
        ),
    ],
)
def test_proceedings_are_read_page_by_page(
    site: FakeSite,
    tmp_path: Path,
    asked: str,
    address: str,
    identifier: tuple[str, str],
    venue: str,
) -> None:
    site.pages[address] = page(("citation_title", "On zebras"), ("citation_author", "A B"))

    (found,) = found_at(site.address, tmp_path, asked).values()

    assert found.paper
    assert found.paper.identifiers == (identifier,)
    assert found.paper.venue == venue
    assert found.authority == (f"{identifier[0]}:",)


def test_any_page_with_the_tags_of_a_paper_is_read(site: FakeSite, tmp_path: Path) -> None:
    site.pages["journal.example.org/1"] = page(("citation_title", "On zebras"))

    found = found_at(site.address, tmp_path, "http://journal.example.org/1")

    paper = found["http://journal.example.org/1"].paper
    assert paper
    assert paper.identifiers == (("url", "https://journal.example.org/1"),)


def test_crossref_knows_other_dois(site: FakeSite, tmp_path: Path) -> None:
    site.pages["api.crossref.org/works/10.1000%2Fabc"] = CROSSREF

    found = found_at(site.address, tmp_path, "doi:10.1000/abc", "doi:10.1000/other")

    paper = found["doi:10.1000/abc"].paper
    assert paper
    assert (paper.title, paper.abstract, paper.venue) == ("On zebras", "We count.", "A Journal")
    assert "does not know the DOI" in str(found["doi:10.1000/other"].error)


def test_crossref_is_not_asked_against_the_users_will(site: FakeSite, tmp_path: Path) -> None:
    found = found_at(site.address, tmp_path, "10.1000/abc", options=Options(crossref=False))

    assert isinstance(found["10.1000/abc"].error, LoginError)
    assert site.asked() == []


def test_a_failure_is_of_one_paper_alone(site: FakeSite, tmp_path: Path) -> None:
    site.pages[AT_ANTHOLOGY] = COLLECTION
    site.troubles = [Trouble(500, 99, within="proceedings.mlr.press")]
    names = ("pmlr:v235/a24a", "acl:2024.acl-long.1", "openreview:abcdef", f"neurips:{HASH}")

    found = found_at(site.address, tmp_path, *names)

    assert found["acl:2024.acl-long.1"].paper
    assert all(found[name].error for name in names if name[:3] != "acl")
    assert isinstance(found["openreview:abcdef"].error, LoginError)
    assert "name the address" in found[f"neurips:{HASH}"].error.hint  # type: ignore[union-attr]
