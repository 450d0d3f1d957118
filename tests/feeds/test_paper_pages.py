"""The addresses of pages and PDFs name the papers that are there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.paper_pages import identifier_at, page_address, pdf_address

HASH = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"


@pytest.mark.parametrize(
    ("address", "identifier"),
    [
        ("https://aclanthology.org/2023.emnlp-main.7/", ("acl", "2023.emnlp-main.7")),
        ("https://aclanthology.org/2023.emnlp-main.7v2.pdf", ("acl", "2023.emnlp-main.7")),
        ("https://aclanthology.org/2023.findings-acl.12.bib", ("acl", "2023.findings-acl.12")),
        ("http://www.aclweb.org/anthology/N19-1423", ("acl", "N19-1423")),
        ("https://www.aclweb.org/anthology/papers/N/N19/N19-1423/", ("acl", "N19-1423")),
        ("https://openreview.net/forum?id=aB3-_x&noteId=Zz", ("openreview", "aB3-_x")),
        ("https://openreview.net/pdf?id=aB3-_x", ("openreview", "aB3-_x")),
        ("https://openreview.net/attachment?id=aB3-_x&name=pdf", ("openreview", "aB3-_x")),
        ("https://proceedings.mlr.press/v97/tan19a.html", ("pmlr", "v97/tan19a")),
        ("http://proceedings.mlr.press/v97/tan19a/tan19a.pdf", ("pmlr", "v97/tan19a")),
        ("https://proceedings.mlr.press/v37/ioffe15.pdf", ("pmlr", "v37/ioffe15")),
        (
            "https://raw.githubusercontent.com/mlresearch/v235/main/assets/a-b24a/a-b24a.pdf",
            ("pmlr", "v235/a-b24a"),
        ),
        (
            "https://openaccess.thecvf.com/content/CVPR2023/html/Li_A_CVPR_2023_paper.html",
            ("cvf", "Li_A_CVPR_2023_paper"),
        ),
        (
            "https://openaccess.thecvf.com/content_ICCV_2019/papers/Li_B_ICCV_2019_paper.pdf",
            ("cvf", "Li_B_ICCV_2019_paper"),
        ),
        (f"https://papers.nips.cc/paper/2019/hash/{HASH}-Abstract.html", ("neurips", HASH)),
        (
            f"https://proceedings.neurips.cc/paper_files/paper/2023/file/{HASH}-Paper-Conference.pdf",
            ("neurips", HASH),
        ),
        ("https://ieeexplore.ieee.org/abstract/document/0912345", ("ieee", "912345")),
        ("https://ieeexplore.ieee.org/stamp/stamp.jsp?tp=&arnumber=912345", ("ieee", "912345")),
        ("https://aclanthology.org/venues/acl/", None),
        ("https://openreview.net/group?id=TMLR", None),
        ("https://openreview.net/forum", None),
        ("https://raw.githubusercontent.com/someone/else/main/a.pdf", None),
        ("https://example.org/2023.emnlp-main.7/", None),
        ("https://[broken", None),
    ],
)
def test_the_address_of_a_page_or_pdf_names_its_paper(
    address: str, identifier: tuple[str, str] | None
) -> None:
    assert identifier_at(address) == identifier


@pytest.mark.parametrize(
    ("page", "pdf"),
    [
        (
            "https://aclanthology.org/2023.emnlp-main.7/",
            "https://aclanthology.org/2023.emnlp-main.7.pdf",
        ),
        ("https://openreview.net/forum?id=aB3-_x", "https://openreview.net/pdf?id=aB3-_x"),
        (
            "https://proceedings.mlr.press/v37/ioffe15.html",
            "https://proceedings.mlr.press/v37/ioffe15.pdf",
        ),
        (
            "https://proceedings.mlr.press/v97/tan19a.html",
            "https://proceedings.mlr.press/v97/tan19a/tan19a.pdf",
        ),
        (
            "https://proceedings.mlr.press/v235/a-b24a.html",
            "https://raw.githubusercontent.com/mlresearch/v235/main/assets/a-b24a/a-b24a.pdf",
        ),
        (
            "https://openaccess.thecvf.com/content/CVPR2023/html/Li_A_CVPR_2023_paper.html",
            "https://openaccess.thecvf.com/content/CVPR2023/papers/Li_A_CVPR_2023_paper.pdf",
        ),
        (
            f"https://papers.nips.cc/paper/2019/hash/{HASH}-Abstract.html",
            f"https://papers.nips.cc/paper/2019/file/{HASH}-Paper.pdf",
        ),
        (
            f"https://papers.nips.cc/paper_files/paper/2023/hash/{HASH}-Abstract-Conference.html",
            f"https://papers.nips.cc/paper_files/paper/2023/file/{HASH}-Paper-Conference.pdf",
        ),
        (
            "https://www.biorxiv.org/content/10.1101/2024.01.02.573912v1?rss=1",
            "https://www.biorxiv.org/content/10.1101/2024.01.02.573912v1.full.pdf",
        ),
        (
            "https://jmlr.org/papers/v21/20-074.html",
            "https://jmlr.org/papers/volume21/20-074/20-074.pdf",
        ),
        ("https://lab.example.org/paper.pdf", "https://lab.example.org/paper.pdf"),
        ("https://doi.org/10.1000/182", None),
        ("https://neurips.cc/virtual/2024/poster/94325", None),
        ("", None),
    ],
)
def test_the_pdf_of_a_page_is_known_where_its_site_has_a_rule(page: str, pdf: str | None) -> None:
    assert pdf_address(page) == pdf


@pytest.mark.parametrize(
    "identifier", [("acl", "N19-1423"), ("openreview", "aB3-_x"), ("pmlr", "v97/tan19a")]
)
def test_the_page_of_an_identifier_names_it_and_has_a_pdf(identifier: tuple[str, str]) -> None:
    page = page_address(*identifier)

    assert page
    assert identifier_at(page) == identifier
    assert pdf_address(page)


@given(st.text())
def test_any_text_can_be_asked_for_its_paper(text: str) -> None:
    assert identifier_at(text) is None
    assert identifier_at(f"https://openreview.net/{text}") is None or "id=" in text
