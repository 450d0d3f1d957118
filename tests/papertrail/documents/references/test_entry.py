"""Entries of bibliographies are read in all usual styles."""
# ruff: noqa: E501 - an entry is one line, and has dashes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.documents.references.authors import read_authors
from papertrail.documents.references.entry import Entry, parse_entry

TITLE = "Deep maps of shallow seas"
STYLES = {
    "plain": f"[3] Ada Lovelace, Charles B. Babbage, and Mary Somerville. {TITLE}. In ICML, 2019.",
    "initials": f"[3] A. Lovelace, C. B. Babbage, and M. Somerville. {TITLE}. Nature, 5(3):1–9, 2019.",
    "icml": f"Lovelace, Ada, Babbage, Charles B., and Somerville, Mary. {TITLE}. In ICML, 2019.",
    "icml initials": f"Lovelace, A., Babbage, C. B., and Somerville, M. {TITLE}. In ICML, 2019.",
    "acl": f"Ada Lovelace, Charles B. Babbage, and Mary Somerville. 2019. {TITLE}. In Proc. of ACL.",
    "apa": f"Lovelace, A., Babbage, C. B., & Somerville, M. (2019). {TITLE}. Nature, 5(3), 1–9.",
    "harvard": f"Lovelace, A., Babbage, C.B. and Somerville, M., 2019. {TITLE}. Nature, 5, pp.1-9.",
    "ieee": f"[3] A. Lovelace, C. B. Babbage, and M. Somerville, “{TITLE},” in Proc. ICML, 2019, pp. 1–9.",
    "straight quotes": f'[3] A. Lovelace and C. B. Babbage, "{TITLE}," Nature, vol. 5, 2019.',
    "cern": f"[3] A. Lovelace and C. Babbage, “{TITLE}”, Phys. Lett. B 71 (2019) 30,",
    "lncs": f"3. Lovelace, A., Babbage, C.B.: {TITLE}. In: ECCV, pp. 1–9 (2019)",
    "nature": f"3. Lovelace, A. et al. {TITLE}. Nature 521, 436–444 (2019).",
    "vancouver": f"3. Lovelace A, Babbage CB, Somerville M. {TITLE}. Nature. 2019;5:1-9.",
    "gbt": f"[3] Lovelace A, Babbage C B, et al. {TITLE}[J]. Nature, 2019, 5(3):1-9.",
    "gbt conference": f"[3] Lovelace A, Babbage C. {TITLE}[C]// Meeting of the ACL. 2019:151-160.",
    "amsplain": f"[3] A. Lovelace and C. Babbage, {TITLE}, J. Comput. Phys. 12 (2019), 1–9.",
    "elsevier": f"[3] A. Lovelace, C.B. Babbage, {TITLE}, in: Proc. ICML, 2019, pp. 1–9.",
    "many": f"Ada Lovelace, Charles Babbage, et al. {TITLE}. arXiv preprint arXiv:1905.01234, 2019.",
    "year behind": f"Ada Lovelace and Charles Babbage. {TITLE}, 2019.",
    "alphabetic label": f"[LB19] Ada Lovelace and Charles Babbage. {TITLE}. In FOCS, 2019.",
}


@pytest.mark.parametrize("style", STYLES)
def test_title_first_author_and_year_are_read_in_each_style(style: str) -> None:
    entry = parse_entry(STYLES[style])

    assert (entry.title, entry.year) == (TITLE, 2019)
    assert "Lovelace" in entry.authors[0]
    assert not any("Babbage" in name for name in entry.authors[:1])


@pytest.mark.parametrize(
    ("text", "authors", "title", "year"),
    [
        ("F. Englert and R. Brout, Phys. Rev. Lett. 13, 321 (1964).", 2, "", 1964),
        ("[7] ATLAS Collaboration, “A new particle”, Phys. Lett. B 716 (2012) 1.", 1, "A new particle", 2012),
        ("赵妍妍, 秦兵, 刘挺. 文本情感分析[J]. 软件学报, 2010, 21(8):1834-1848.", 3, "文本情感分析", 2010),
        ("王中卿, 李寿山,等. 基于数据的分类[C]. 计算语言学. 2011:33-37.", 2, "基于数据的分类", 2011),
        ("hivemind. Hivemind: a library for learning. https://github.com/a/hivemind, 2020.", 1, "Hivemind: a library for learning", 2020),
        ("Ada Lovelace. Can machines think? In Mind, 1950.", 1, "Can machines think?", 1950),
        ("Ada Lovelace. Explain yourself! using language models. ACL, 2019.", 1, "Explain yourself! using language models", 2019),
        ("Luc Van Gool and Hal Daumé III. Some work. In CVPR, 2015.", 2, "Some work", 2015),
        ("Van Gool, L., and Daumé III, H. Some work. In CVPR, 2015.", 2, "Some work", 2015),
        ("T5x, 2021. URL https://github.com/google-research/t5x.", 0, "T5x", 2021),
        ("Ada Lovelace. Old notes. Phys. Rev. 1805, pages 1999–2012, 1843.", 1, "Old notes", 1843),
        ("Ada Lovelace. A page. https://a.org/2021/x, 2019. [Accessed 3 May 2022].", 1, "A page", 2019),
    ],
)  # fmt: skip
def test_unusual_entries_are_read(text: str, authors: int, title: str, year: int) -> None:
    entry = parse_entry(text)

    assert (len(entry.authors), entry.title, entry.year) == (authors, title, year)


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("A title. arXiv preprint arXiv:1607.06450, 2016.", {("arxiv", "1607.06450")}),
        ("A title. CoRR, abs/1409.0473, 2014.", {("arxiv", "1409.0473")}),
        ("A title. ArXiv, abs/1705.03122v2.", {("arxiv", "1705.03122")}),
        ("JHEP 06 (2013) 081, hep-ph/0102030.", {("arxiv", "hep-ph/0102030")}),
        ("doi:10.1016/0031-9163(64)91136-9.", {("doi", "10.1016/0031-9163(64)91136-9")}),
        ("doi: 10. 1109/CVPR.2016.226. URL https://x.org.", {("doi", "10.1109/cvpr.2016.226")}),
        ("URL https://www.aclweb.org/anthology/P19-1424.", {("acl", "P19-1424")}),
        ("https://openreview.net/forum?id=gEZrGCozdqR.", {("openreview", "gEZrGCozdqR")}),
        ("https://doi.org/10.48550/arXiv.2203.12533", {("arxiv", "2203.12533")}),
        ("A title, pages 1409.0575 in all.", set()),
    ],
)
def test_identifiers_are_found(text: str, identifiers: set[tuple[str, str]]) -> None:
    assert set(parse_entry(text).identifiers) == identifiers


@pytest.mark.parametrize(
    "text",
    ["In Proceedings of the ACL", "Deep learning", "Springer, Berlin", "a lower case sentence", ""],
)
def test_what_is_no_list_of_authors_is_refused(text: str) -> None:
    assert read_authors(text) is None


names = st.sampled_from(["Ada", "B.", "Lovelace", "van der", "Berg", "et al", "III", "李寿山", "x"])
signs = st.sampled_from([", ", ". ", " and ", " & ", "; ", ": ", " (2019) ", "“", "”", "[J]", " "])


@given(st.lists(names | signs | st.text(max_size=8), max_size=40))
def test_any_text_is_read_without_an_error(parts: list[str]) -> None:
    entry = parse_entry("".join(parts))

    assert isinstance(entry, Entry)
    assert entry.year is None or 1600 <= entry.year <= 2100
    assert all(name.strip() for name in entry.authors)
