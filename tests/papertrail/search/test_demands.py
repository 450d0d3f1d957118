"""What a query demands, where it leaves too little, and in which languages it is."""

import pytest

from feeds.paper import Author, Paper
from papertrail.indexing.keywords import catch_up_keywords, open_keywords
from papertrail.store import Store
from papertrail.workspace import Home
from tests.papertrail.conftest import Run


def add(home: Home, *papers: Paper) -> None:
    """Store papers and index their words."""
    from datetime import UTC, datetime

    with Store.open(home.database) as store:
        with store.transaction() as tx:
            tx.works.save(papers, "neurips", datetime(2026, 6, 17, tzinfo=UTC))
        catch_up_keywords(store, open_keywords(home))


def paper(number: int, title: str, abstract: str = "", *authors: str) -> Paper:
    return Paper(
        (("virtual", f"neurips/{number}"),), title, abstract, tuple(map(Author, authors)), year=2018
    )


def titles(run: Run, query: str, *options: str) -> list[str]:
    return [hit["title"] for hit in run("search", query, "--json", *options).json]


def test_pasted_text_with_quotation_marks_finds_what_its_words_say(filled: Home, run: Run) -> None:
    text = (
        'Somebody asked "how one folds a protein with attention" and why the "prediction of a'
        ' structure" is so hard for all of us'
    )
    done = run("search", text, "--json")

    assert done.json[0]["title"] == "Folding proteins with attention"
    assert "these are found by words" in done.err


def test_a_demand_that_no_paper_meets_falls_back_to_words(filled: Home, run: Run) -> None:
    done = run("search", 'proteins "attention with protein"', "--json")

    assert done.json[0]["title"] == "Folding proteins with attention"
    assert 'no paper has "attention with protein"; these are found by words' in done.err


def test_a_demand_that_another_part_of_the_query_excludes_finds_nothing(
    filled: Home, run: Run
) -> None:
    assert titles(run, 'speech "fold proteins" since:2026-06-16') == []
    assert titles(run, 'speech "fold proteins"') == ["Folding proteins with attention"]


def test_a_phrase_alone_finds_its_papers_only(filled: Home, run: Run) -> None:
    done = run("search", '"fold proteins"', "--json")

    assert len(done.json) == 1
    assert done.err == ""


@pytest.mark.parametrize("mode", ["hybrid", "semantic", "keyword"])
def test_operators_hold_in_every_mode(filled: Home, run: Run, mode: str) -> None:
    found = titles(run, "proteins AND (attention OR graphs)", "--mode", mode)

    assert found == ["Folding proteins with attention"]


def test_words_and_filters_can_be_joined_by_or(filled: Home, run: Run) -> None:
    found = titles(run, "title:folding OR cat:cs.LG", "-n", "100")

    assert len(found) == 40
    assert titles(run, "title:folding OR cat:math.AG") == ["Folding proteins with attention"]
    assert len(titles(run, "NOT (title:folding OR cat:math.AG) paper", "-n", "100")) == 39


def test_title_and_abstract_are_told_apart(filled: Home, run: Run) -> None:
    add(filled, paper(1, "Zebras", "Stripes of animals."), paper(2, "Stripes", "Of zebras."))

    assert titles(run, "title:zebra") == ["Zebras"]
    assert titles(run, "abstract:zebra") == ["Stripes"]
    assert titles(run, "-title:zebra stripes", "-n", "1") == ["Stripes"]


def test_a_minus_before_a_field_needs_no_dashes(filled: Home, run: Run) -> None:
    assert run("search", "-cat:cs.LG").out == ""
    assert "proteins" not in " ".join(titles(run, "attention", "-proteins"))
    assert len(run("search", "attention", "-n3", "--json").json) == 3


def test_an_exclusion_in_words_is_remarked_on(filled: Home, run: Run) -> None:
    done = run("search", "attention but not proteins", "--json")

    assert "Folding proteins with attention" not in [hit["title"] for hit in done.json]
    assert done.err == 'left out: papers with "proteins"\n'


def test_words_of_scripts_without_spaces_are_found(filled: Home, run: Run) -> None:
    add(
        filled,
        paper(1, "\u56fe\u5f3a\u5316\u5b66\u4e60\u65b9\u6cd5"),
        paper(2, "\u5316\u5b66\u5f3a"),
    )

    done = run("search", "\u5f3a\u5316\u5b66\u4e60", "--mode", "keyword", "--json")

    assert done.json[0]["title"] == "\u56fe\u5f3a\u5316\u5b66\u4e60\u65b9\u6cd5"
    assert titles(run, '"\u5f3a\u5316\u5b66\u4e60"') == [
        "\u56fe\u5f3a\u5316\u5b66\u4e60\u65b9\u6cd5"
    ]


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("\u5f3a\u5316\u5b66\u4e60", "Chinese"),
        ("\u043e\u0431\u0443\u0447\u0435\u043d\u0438\u0435", "Russian"),
        ("best\u00e4rkendes Lernen mit menschlicher R\u00fcckmeldung", "German"),
        ("apprentissage par renforcement pour la robotique", "French"),
    ],
)
def test_a_language_that_the_model_does_not_read_is_named_in_one_line(
    filled: Home, run: Run, query: str, language: str
) -> None:
    done = run("search", query, "--json")

    assert f"the query seems to be in {language}" in done.err
    assert "papertrail models use intfloat/multilingual-e5-small" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "query", ["graphs of speech", "de novo design", "Erd\u0151s graphs", "MIT"]
)
def test_english_is_not_remarked_on(filled: Home, run: Run, query: str) -> None:
    assert "seems to be in" not in run("search", query).err


def test_an_initial_is_one_of_a_given_name(filled: Home, run: Run) -> None:
    add(
        filled,
        paper(1, "One", "About arms.", "Chelsea Finn"),
        paper(2, "Two", "About arms.", "Finn Carter"),
    )

    assert titles(run, 'author:"C. Finn"') == ["One"]
    assert set(titles(run, "author:Finn")) == {"One", "Two"}


def test_a_name_with_a_capital_finds_its_papers_though_an_abstract_has_it(
    filled: Home, run: Run
) -> None:
    add(
        filled,
        paper(1, "Handwriting", "On digits.", "Yann LeCun"),
        paper(2, "Energy", "On models.", "Yann LeCun"),
        paper(3, "Networks", "Like those of LeCun.", "Ada Example"),
    )

    assert set(titles(run, "LeCun", "-n", "2")) == {"Handwriting", "Energy"}


def test_a_nearly_typed_title_comes_first(filled: Home, run: Run) -> None:
    add(
        filled,
        paper(1, "Sanity Checks for Saliency Maps", "We propose tests of methods."),
        paper(2, "On maps", "Saliency maps, saliency maps: a sanity check for saliency maps."),
    )

    assert titles(run, "sanity check for saliency maps", "--mode", "hybrid")[0] == (
        "Sanity Checks for Saliency Maps"
    )


def test_similar_compares_words_too(filled: Home, run: Run) -> None:
    first = run("search", "protein folding", "-n", "1", "--json").json[0]["id"]
    found = run("similar", first, "--json").json

    assert all(0 <= hit["score"] <= 1 for hit in found)
    assert [hit["score"] for hit in found] == sorted((hit["score"] for hit in found), reverse=True)


def test_papers_with_the_only_word_of_a_query_come_before_papers_like_it(
    filled: Home, run: Run
) -> None:
    add(filled, paper(1, "On robots", "We use PPO once, among much else that robots do."))
    with Store.open(filled.database) as store:
        key = store.works.find("virtual", "neurips/1")

    hits = run("search", "PPO", "--json").json

    assert key is not None
    assert hits[0]["title"] == "On robots"


def test_a_word_with_a_hyphen_counts_as_one(filled: Home, run: Run) -> None:
    add(
        filled,
        paper(1, "Alpha", "Systems that adapt by few means, one shot of many, few and shot."),
        paper(2, "Beta", "Systems that adapt by few-shot examples, of which there are so many."),
    )

    assert titles(run, "few-shot", "-n", "1") == ["Beta"]


def test_a_question_is_answered_as_its_subject_is(filled: Home, run: Run) -> None:
    assert titles(run, "are there any papers about protein folding?") == titles(
        run, "protein folding"
    )
