"""Links and citations are phrased alike in all renderings."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.paper import Author, Paper
from papertrail.digest.view import view_of
from papertrail.documents.citations import catch_up
from papertrail.render import formats
from papertrail.render.citation_lines import link, own_addresses
from papertrail.render.phrases import reasons
from papertrail.store import Store
from papertrail.types.digest import Digest, DigestPaper
from papertrail.types.document import Link, LinkKind, Whose

NOW = datetime(2026, 6, 17, tzinfo=UTC)
CODE = Link("https://github.com/a/b", LinkKind.CODE, Whose.OWN)
USED = Link("https://github.com/c/d", LinkKind.CODE, Whose.USED, 3)
PROMISED = Link(None, LinkKind.DATA, Whose.PROMISED, None, "We will release \x1b[31mit.")


def test_a_link_is_one_line() -> None:
    assert link(CODE) == "https://github.com/a/b"
    assert link(USED) == "used: https://github.com/c/d (page 3)"
    assert link(PROMISED).startswith("promised: We will release")
    assert "\x1b" not in link(PROMISED)


def test_digests_show_addresses_of_the_authors_own_only() -> None:
    assert own_addresses([CODE, USED, PROMISED]) == [("code", "https://github.com/a/b")]


def test_a_citation_of_saved_papers_is_a_reason() -> None:
    assert reasons({"cites": {"count": 1, "papers": []}}) == "cites 1 paper that you saved"
    assert "cites 3 papers that you saved" in reasons({"terms": ["a"], "cites": {"count": 3}})


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_formats_have_the_reason_and_the_link(form: str, tmp_path: Path) -> None:
    paper = Paper((("arxiv", "1"),), "Maps", "Code: https://github.com/a/b", (Author("A B"),))
    with Store.open(tmp_path / "x.db", create=True) as store:
        with store.transaction() as tx:
            tx.works.save([paper], "arxiv:cs.LG", NOW)
        catch_up(store)
        why = {"sentence": "", "terms": [], "cites": {"count": 3, "papers": []}}
        papers = (DigestPaper("Topic", 1, 1, 0.5, why),)
        view = view_of(store, Digest(NOW.isoformat(), 1, 1, (), papers), ["Topic"])

    text = formats.render(form, [view], "0" * 32, None)

    assert "cites 3 papers that you saved" in text
    assert "https://github.com/a/b" in text
