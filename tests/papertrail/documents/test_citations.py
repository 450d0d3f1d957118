"""References are stored and matched, and links read, as papers and documents come and change."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.paper import Author, Paper
from papertrail.digest.citing import with_cited
from papertrail.documents.citations import FINDER, catch_up
from papertrail.store import Store
from papertrail.types.digest import DigestPaper
from papertrail.types.document import DocumentText, Page
from papertrail.types.fetched import Document

NOW = datetime(2026, 6, 17, tzinfo=UTC)
TEXT = """A survey
We study. Code: https://github.com/x/survey
References
[1] Ada Abel and Bo Bolt. Deep maps of shallow seas. In ICML, 2019.
[2] Cleo Cole. Shallow maps of deep seas. arXiv preprint arXiv:1905.00002, 2019.
[3] Dora Dahl. Something that nobody stores. 1999.
"""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "x.db", create=True) as store:
        yield store


def paper(number: str, title: str, *authors: str, abstract: str = "", year: int = 2019) -> Paper:
    submitted = datetime(year, 5, 1, tzinfo=UTC)
    people = tuple(map(Author, authors))
    return Paper((("arxiv", number),), title, abstract, people, submitted=submitted)


SURVEY = paper("2606.00001", "A survey", "Eve Eves", year=2026)
MAPS = paper("1905.00001", "Deep maps of shallow seas", "Ada Abel", "Bo Bolt")
SEAS = paper("1905.00002", "Shallow maps of deep seas", "Cleo Cole")


def save(store: Store, *papers: Paper) -> list[int]:
    with store.transaction() as tx:
        tx.works.save(papers, "arxiv:cs.LG", NOW)
    found = [store.works.find(*paper.identifiers[0]) for paper in papers]
    return [key for key in found if key is not None]


def fetch(store: Store, work: int, text: str = TEXT, sha: str = "a") -> None:
    document = Document(sha * 64, 1, "https://a.org/x.pdf", 1, NOW.isoformat())
    with store.transaction() as tx:
        tx.documents.save(work, document, DocumentText((Page(1, text),), (), ()))


def cited(store: Store, work: int) -> list[int | None]:
    return [each.cited for each in store.citations.references(work)]


def test_references_are_matched_to_papers_that_are_stored(empty: Store) -> None:
    survey, maps, seas = save(empty, SURVEY, MAPS, SEAS)
    fetch(empty, survey)
    catch_up(empty)

    assert cited(empty, survey) == [maps, seas, None]
    assert empty.citations.citing(maps) == [survey]
    assert empty.citations.is_read(survey)
    assert not empty.citations.is_read(maps)


def test_papers_that_come_later_are_matched_then(empty: Store) -> None:
    (survey,) = save(empty, SURVEY)
    fetch(empty, survey)
    catch_up(empty)
    assert cited(empty, survey) == [None, None, None]

    (maps,) = save(empty, MAPS)
    catch_up(empty)

    assert cited(empty, survey) == [maps, None, None]
    assert empty.citations.count_waiting() == 0


def test_references_follow_works_that_merge_and_split(empty: Store) -> None:
    survey, maps = save(empty, SURVEY, MAPS)
    fetch(empty, survey)
    (twin,) = save(empty, paper("1905.00009", "A twin", "Ada Abel"))
    catch_up(empty)

    with empty.transaction() as tx:
        kept = tx.works.join([twin, maps], NOW)
    catch_up(empty)
    assert cited(empty, survey)[0] == kept

    with empty.transaction() as tx:
        tx.works.split("arxiv", "1905.00001", NOW)
    catch_up(empty)
    assert cited(empty, survey)[0] == empty.works.find("arxiv", "1905.00001")


def test_another_document_is_read_anew_and_a_removed_one_forgotten(empty: Store) -> None:
    survey, _ = save(empty, SURVEY, MAPS)
    fetch(empty, survey)
    catch_up(empty)
    fetch(empty, survey, TEXT.replace("[1] Ada", "[1] Zoe Zed and Ada"), sha="b")
    assert empty.citations.unread(FINDER) == [survey]
    catch_up(empty)
    assert empty.citations.references(survey)[0].reference.authors[0] == "Zoe Zed"

    with empty.transaction() as tx:
        tx.documents.remove(survey)
    catch_up(empty)

    assert empty.citations.references(survey) == []
    assert empty.citations.links([survey]) == {}


def test_links_of_abstracts_and_full_texts_are_stored(empty: Store) -> None:
    abstract = "Code is available at https://github.com/a/maps."
    maps, survey = save(
        empty, paper("1905.00001", MAPS.title, "Ada Abel", abstract=abstract), SURVEY
    )
    fetch(empty, survey)
    catch_up(empty)

    links = empty.citations.links([maps, survey])
    assert [(link.url, link.page) for link in links[maps]] == [("https://github.com/a/maps", None)]
    assert [(link.url, link.page) for link in links[survey]] == [("https://github.com/x/survey", 1)]
    assert sorted(empty.citations.with_code()) == sorted([maps, survey])


def test_a_new_version_changes_the_links(empty: Store) -> None:
    save(empty, MAPS)
    catch_up(empty)
    (maps,) = save(
        empty, paper("1905.00001", MAPS.title, "Ada Abel", abstract="See https://github.com/a/b")
    )
    catch_up(empty)

    assert [link.url for link in empty.citations.links([maps])[maps]] == ["https://github.com/a/b"]


def test_nothing_is_looked_at_twice(empty: Store) -> None:
    save(empty, SURVEY, MAPS)

    assert catch_up(empty) == 2
    assert catch_up(empty) == 0


def test_papers_that_share_references_are_found(empty: Store) -> None:
    survey, other, third = save(
        empty, SURVEY, paper("2606.00002", "Another survey", "Fay Frey"), MAPS
    )
    fetch(empty, survey)
    fetch(empty, other, TEXT.replace("[2] Cleo Cole. Shallow", "[2] Cleo Cole. Narrow"), sha="b")
    catch_up(empty)

    assert empty.citations.sharing(survey) == [(other, 3, 3, 3)]
    assert empty.citations.sharing(third) == []


def test_a_digest_says_which_saved_papers_are_cited(empty: Store) -> None:
    survey, maps, seas = save(empty, SURVEY, MAPS, SEAS)
    fetch(empty, survey)
    catch_up(empty)
    chosen = [DigestPaper("t", 1, survey, 0.5, {"terms": []}), DigestPaper("t", 2, maps, 0.4, {})]
    assert with_cited(empty, chosen) == chosen

    with empty.transaction() as tx:
        tx.marks.set([maps, seas], "like", NOW)
    first, second = with_cited(empty, chosen)

    assert first.why["cites"]["count"] == 2
    assert [each["id"] for each in first.why["cites"]["papers"]] == [
        "arxiv:1905.00001",
        "arxiv:1905.00002",
    ]
    assert "cites" not in second.why
