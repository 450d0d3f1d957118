"""Links to code, data and sites of projects are found, and whose they are."""
# ruff: noqa: E501 - a case is one line

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.documents.addresses import find_addresses, without_mark
from papertrail.documents.hosts import repository_kind, resource_key, site_kind
from papertrail.documents.links import find_links
from papertrail.types.document import DocumentText, Link, LinkKind, Page, Whose


def document(*pages: str) -> DocumentText:
    return DocumentText(tuple(Page(number, text) for number, text in enumerate(pages, 1)), (), ())


def said(*links: Link) -> set[tuple[str | None, str, str]]:
    return {(link.url, link.kind.value, link.whose.value) for link in links}


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("available at https://github.com/\ntensorflow/tensor2tensor.", ["https://github.com/tensorflow/tensor2tensor"]),
        ("the repo (https:\n//github.com/google/lra), and", ["https://github.com/google/lra"]),
        ("released at https://github.\ncom/google/\ntapas/blob/master/T.md.", ["https://github.com/google/tapas/blob/master/T.md"]),
        ("see https://github.com/a/big-ann-\nbenchmarks/ and", ["https://github.com/a/big-ann-benchmarks/"]),
        ("see https://github.com/a/big\ufffebench and", ["https://github.com/a/big-bench"]),
        ("see https://github.com/a/b.\nThe next sentence.", ["https://github.com/a/b"]),
        ("see https://github.com/a/b/\n3. Related work", ["https://github.com/a/b/"]),
        ("1https://a.org/x and 2http://b.org/y.", ["https://a.org/x", "http://b.org/y"]),
        ("§ github.com/allenai/papermage", ["github.com/allenai/papermage"]),
        ("a demo at papeo.app/demo.", ["papeo.app/demo"]),
        ("our page: name.github.io", ["name.github.io"]),
        ("(see http://a.org/b_(c)), \\url{https://c.org/d}", ["http://a.org/b_(c)", "https://c.org/d"]),
        ("code git@github.com:a/b.git.", ["https://github.com/a/b.git"]),
        ("DOI: 10.5281/zenodo.17601357", ["https://doi.org/10.5281/zenodo.17601357"]),
        ("e.g. this and/or that, i.e. none; a@b.org/x", []),
    ],
)  # fmt: skip
def test_addresses_are_repaired(text: str, urls: list[str]) -> None:
    assert [address.url for address in find_addresses(text)] == urls


def test_a_footnote_mark_is_taken_off_a_name_that_the_text_has_without_it() -> None:
    text = "papermage is a toolkit github.com/allenai/papermage1"

    assert without_mark("github.com/allenai/papermage1", text) == "github.com/allenai/papermage"
    assert without_mark("github.com/openai/gpt2", "gpt gpt2 github.com/openai/gpt2").endswith(
        "gpt2"
    )


@pytest.mark.parametrize(
    ("abstract", "links"),
    [
        ("Code is available at https://github.com/a/b.", {("https://github.com/a/b", "code", "own")}),
        ("The dataset is released at https://zenodo.org/record/1.", {("https://zenodo.org/record/1", "data", "own")}),
        ("We build on https://github.com/a/b to show it.", {("https://github.com/a/b", "code", "used")}),
        ("Our code will be released upon acceptance.", {(None, "code", "promised")}),
        ("We will release the code and the dataset.", {(None, "code", "promised"), (None, "data", "promised")}),
        ("The dataset is publicly available.", {(None, "data", "promised")}),
        ("Project page: https://a.github.io/x", {("https://a.github.io/x", "project", "own")}),
        ("Models: https://huggingface.co/a/m", {("https://huggingface.co/a/m", "code", "own")}),
        ("Our code is at https://git.io/x and will be released.", {("https://git.io/x", "project", "own")}),
        ("Published at https://doi.org/10.1000/182, see https://arxiv.org/abs/1706.03762.", set()),
        ("Data are available on request.", set()),
        ("We use publicly available datasets.", set()),
        ("A video is at https://youtu.be/abc.", set()),
    ],
)  # fmt: skip
def test_abstracts_say_whose_a_link_is(
    abstract: str, links: set[tuple[str | None, str, str]]
) -> None:
    assert said(*find_links(None, abstract)) == links


def test_comments_are_read_too_and_each_link_comes_once() -> None:
    links = find_links(None, "Code: https://github.com/a/b", "12 pages; github.com/a/b/")

    assert said(*links) == {("https://github.com/a/b", "code", "own")}


def test_full_texts_show_the_page_and_whose_it_is() -> None:
    first = "Gromit: a parser\nWe release Gromit1 to everybody.\n1https://github.com/x/gromit"
    second = "We use the library at https://github.com/y/wrench for this.\nMore text follows here."
    last = "References\n[1] A. Nut. A tool. https://github.com/z/nut, 2020.\n[2] B. Bolt. X. 2019."

    links = find_links(document(first, second, last))

    assert [(link.url, link.whose, link.page) for link in links] == [
        ("https://github.com/x/gromit", Whose.OWN, 1),
        ("https://github.com/y/wrench", Whose.USED, 2),
        ("https://github.com/z/nut", Whose.USED, 3),
    ]


def test_a_promise_next_to_the_address_is_none() -> None:
    text = "Code will be made available at https://github.com/a/b."

    assert said(*find_links(None, text)) == {("https://github.com/a/b", "code", "own")}


def test_sites_without_a_reason_are_left_out_of_full_texts() -> None:
    text = "Commercial tools like https://copy.ai exist. See http://docs.python.org/3/ for more."

    assert find_links(document(text)) == ()


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://github.com/a/b", LinkKind.CODE),
        ("https://github.com/a", None),
        ("https://github.com/topics/nlp", None),
        ("https://github.com/a/b-dataset", LinkKind.DATA),
        ("https://huggingface.co/datasets/a/b", LinkKind.DATA),
        ("https://huggingface.co/papers/1706.03762", None),
        ("https://doi.org/10.5281/zenodo.1", LinkKind.DATA),
        ("https://doi.org/10.1000/182", None),
        ("https://kaggle.com/datasets/a/b", LinkKind.DATA),
        ("not an address [", None),
    ],
)
def test_hosts_of_code_and_data_are_known(url: str, kind: LinkKind | None) -> None:
    assert repository_kind(url) is kind


def test_sites_of_projects_are_known_by_their_names() -> None:
    assert site_kind("http://mallet.cs.umass.edu/") is LinkKind.PROJECT
    assert site_kind("https://www.image-net.org/challenges/x") is LinkKind.DATA
    assert site_kind("https://a.org/results") is None
    assert resource_key("https://www.GitHub.com/a/b.git/") == resource_key("github.com/A/B")


@pytest.mark.parametrize(
    "piece", ["a", " ", "https://", "a.b/", "data will ", "we make ", "-", "\n"]
)
def test_a_hundred_thousand_characters_of_anything_come_to_an_end(piece: str) -> None:
    text = piece * (100_000 // len(piece))

    assert len(find_links(document(text), text)) <= 202


words = st.sampled_from(
    ["https://", "github.com/", "a", "\n", ".", "/", " code ", "released ", "We ", "1"]
)


@given(st.lists(words | st.text(max_size=5), max_size=30))
def test_any_text_gives_links_that_it_prints(parts: list[str]) -> None:
    text = "".join(parts)
    for link in find_links(document(text), text):
        assert link.url is None or "." in link.url
