"""Topics over a store and on the command line."""

import json
import math
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from feeds.paper import Author
from papertrail import clock
from papertrail.config import load
from papertrail.exchange.libraries import matched, read_library
from papertrail.indexing.generations import Semantics
from papertrail.store import Store
from papertrail.topics import Ranker, rules
from papertrail.types.topic import Topic
from papertrail.types.work import Work
from papertrail.workspace import Home
from tests.papertrail.conftest import Run

GRAPHS = Topic("Graphs", ("graphs",), 10)


def work(**changes: object) -> Work:
    plain = Work(
        key=1,
        identifiers=(("arxiv", "2606.00001"),),
        title="A survey of graphs",
        abstract="We look at graph-neural networks.",
        url="",
        authors=(Author("Chelsea B. Finn", "Stanford University"), Author("Yann LeCun", None)),
        categories=("cs.LG", "stat.ML"),
        sources=(),
        version=1,
        submitted=None,
        updated=None,
        announced=None,
        fetched="",
        venue="ICML 2026",
        year=2026,
        comment=None,
        journal_ref=None,
        withdrawn=False,
    )
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("rule", "out"),
    [
        ({"exclude": ("survey",)}, True),
        ({"exclude": ("surv",)}, False),
        ({"exclude": ("SURVEYS", "A survey")}, True),
        ({"include": ("graph neural network",)}, False),
        ({"include": ("speech", "vision")}, True),
        ({"categories": ("cs",)}, False),
        ({"categories": ("cs.CL",)}, True),
        ({"categories": ("cs.CL",), "venues": ("icml",)}, False),
        ({"venues": ("CML",)}, True),
    ],
)
def test_rules_keep_papers_out(rule: dict, out: bool) -> None:
    assert bool(rules.exclusion(replace(GRAPHS, **rule), work())) is out


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("Chelsea Finn", "Chelsea B. Finn"),
        ("Finn, C.", "Chelsea B. Finn"),
        ("Stanford", "Stanford University"),
        ("Carl Finn", ""),
        ("Finn", "Chelsea B. Finn"),
        ("LeCun, Yann", "Yann LeCun"),
    ],
)
def test_people_and_labs_are_followed(wanted: str, found: str) -> None:
    assert rules.followed(replace(GRAPHS, authors=(wanted,)), work()) == found


@pytest.mark.parametrize(
    ("rule", "out"),
    [
        ({"exclude": ("gr\u00e2ph\u2010neural",)}, True),
        ({"include": ("gra\u00adphs",)}, False),
        ({"include": ("survey of graph",)}, False),
        ({"categories": ("\uff23\uff33",)}, False),
        ({"venues": ("2026 icml",)}, False),
        ({"venues": ("IC\u200bML",)}, False),
    ],
)
def test_rules_find_what_search_finds(rule: dict, out: bool) -> None:
    assert bool(rules.exclusion(replace(GRAPHS, **rule), work())) is out


@pytest.mark.parametrize(
    ("wanted", "printed"),
    [
        ("Zo\u00e9 Br\u00f8nsted", "Zoe\u0301 Bronsted"),
        ("Bronsted, Zoe", "Zo\u00e9 K. Br\u00f8nsted Jr."),
        ("Ann-Marie Oﬀ", "Ann Marie Off"),
        ("Bohr Group", "The Bohr Group"),
    ],
)
def test_people_are_followed_however_their_names_are_printed(wanted: str, printed: str) -> None:
    paper = work(authors=(Author(printed),))

    assert rules.followed(replace(GRAPHS, authors=(wanted,)), paper) == printed


def test_a_model_is_learnt_once_and_again_when_marks_change(
    filled: Home, store: Store, semantics: Semantics, monkeypatch: pytest.MonkeyPatch
) -> None:
    Ranker.open(store, semantics, [GRAPHS])
    first = store.topic_models.get("Graphs")
    learnt = []
    monkeypatch.setattr("papertrail.topics.ranker.train", lambda *_: learnt.append(1))

    Ranker.open(store, semantics, [GRAPHS])
    assert not learnt
    monkeypatch.undo()
    with store.transaction() as tx:
        tx.marks.set([3], "like", clock.now(), "Graphs")
    ranker = Ranker.open(store, semantics, [GRAPHS])

    assert ranker.models[0].liked == (3,)
    assert store.topic_models.get("Graphs")[0] != first[0]


def test_a_damaged_model_is_learnt_again(filled: Home, store: Store, semantics: Semantics) -> None:
    ranker = Ranker.open(store, semantics, [GRAPHS])
    made_from, content = store.topic_models.get("Graphs")
    with store.transaction() as tx:
        tx.topic_models.put("Graphs", made_from, content[:50])

    again = Ranker.open(store, semantics, [GRAPHS])

    assert (again.score([1, 2]).relevance == ranker.score([1, 2]).relevance).all()
    assert store.topic_models.get("Graphs")[1] == content


def test_a_followed_author_matches_and_a_rule_keeps_out(
    filled: Home, store: Store, semantics: Semantics
) -> None:
    (paper,) = store.works.get([1])
    followed = replace(GRAPHS, about=(), authors=(paper.authors[0].name,))
    kept_out = replace(GRAPHS, name="None", exclude=("the", "a", "we", "of"))

    ranker = Ranker.open(store, semantics, [followed, kept_out])
    scores = ranker.score(range(1, 41))

    assert scores.relevance[0, 0] >= 0.9
    assert ranker.why(scores, 0, 0)["rule"] == paper.authors[0].name
    assert scores.relevance[1].max() == 0


def test_the_nearest_liked_paper_is_named(filled: Home, store: Store, semantics: Semantics) -> None:
    example = store.works.get([5])[0]
    ranker = Ranker.open(
        store, semantics, [replace(GRAPHS, about=(), like=(example.id, "arxiv:9999.99999"))]
    )
    scores = ranker.score(range(1, 41))

    why = ranker.why(scores, 0, 4)

    assert why["nearest"] == {
        "id": example.id,
        "title": example.title,
        "similarity": pytest.approx(1, abs=0.01),
    }


def test_topics_are_added_changed_shown_and_removed(filled: Home, store: Store, run: Run) -> None:
    before = filled.config_file.read_text(encoding="utf-8")

    assert (
        run(
            "topics", "add", "Meta-learning", "--about", "learning to learn", "--exclude", "survey"
        ).status
        == 0
    )
    assert (
        run(
            "topics",
            "edit",
            "meta-learning",
            "--limit",
            "3",
            "--author",
            "Ada",
            "--remove",
            "Survey",
        ).status
        == 0
    )
    (topic,) = (topic for topic in load(filled.config_file).topics if topic.name == "Meta-learning")
    shown = run("topics", "show", "Meta-learning", "--json").json
    listed = run("topics", "list", "--json").json

    assert (topic.limit, topic.authors, topic.exclude) == (3, ("Ada",), ())
    assert [entry["name"] for entry in listed] == ["Graphs", "Speech", "Meta-learning"]
    assert len(shown["best"]) == 5
    assert len(shown["weeks"]) == 12
    assert store.topic_models.get("Meta-learning")
    assert run("topics", "remove", "meta-LEARNING").status == 0
    assert store.topic_models.get("Meta-learning") is None
    assert [topic.name for topic in load(filled.config_file).topics] == ["Graphs", "Speech"]
    assert before.strip() == filled.config_file.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        (["add", "Graphs", "--about", "x"], "there is a topic 'Graphs' already"),
        (
            ["add", "New", "--include", "A", "--exclude", "a", "--about", "x"],
            "'a' must and must not appear",
        ),
        (
            ["add", "New", "--like", "2606.00001", "--dislike", "arxiv:2606.00001"],
            "'arxiv:2606.00001' is for and against",
        ),
        (["add", "New", "--like", "nonsense"], "'nonsense' is none"),
        (["edit", "Graphs", "--remove", "graphs"], "neither words nor examples"),
        (["edit", "Graphs", "--remove", "speech"], "no list of the topic 'Graphs' has 'speech'"),
        (["remove", "Cooking"], "unknown topic 'Cooking'"),
        (["add", "New", "--from-bib", "/nowhere.bib"], "can't read /nowhere.bib"),
        (
            ["add", "New", "--from-bib", "/dev/null"],
            "/dev/null has no paper that can be read: it has no entries",
        ),
        (["add", "New", "--about", " "], "config.toml stays as it is: about must be"),
    ],
)
def test_what_makes_no_topic_is_refused_and_changes_nothing(
    filled: Home, run: Run, arguments: list[str], output: str
) -> None:
    before = filled.config_file.read_text(encoding="utf-8")

    done = run("topics", *arguments)

    assert done.status == 1
    assert output in done.err
    assert filled.config_file.read_text(encoding="utf-8") == before


def test_an_example_that_is_not_stored_is_kept_and_reported(filled: Home, run: Run) -> None:
    done = run("topics", "add", "New", "--like", "1703.03400")

    assert done.status == 0
    assert "arxiv:1703.03400 is not stored" in done.err
    assert load(filled.config_file).topic("New").like == ("arxiv:1703.03400",)


def test_entries_of_a_library_become_examples_and_broken_ones_are_reported(
    filled: Home, store: Store, run: Run, tmp_path: Path
) -> None:
    by_id, by_title = store.works.get([2, 8])
    value = dict(by_id.identifiers)["arxiv"]
    names = " and ".join(author.name for author in by_title.authors)
    file = tmp_path / "refs.bib"
    file.write_text(
        f"@article{{one, title={{Whatever}}, url={{https://arxiv.org/abs/{value}v2}}}}\n"
        "@article{broken, title={Half an entry\n"
        f"@article{{two, title={{{{{by_title.title}}}}}, author={{{names}}}, year={{2026}}}}\n"
        "@misc{three, title={A paper that is nowhere to be found}}\n@misc{four, year=2020}\n",
        encoding="utf-8",
    )

    done = run("topics", "add", "Mine", "--from-bib", str(file))

    assert load(filled.config_file).topic("Mine").like == (by_id.id, by_title.id)
    assert f"{file}:2: the entry is broken" in done.err
    assert f"{file}:5: the entry has no title" in done.err
    assert "not stored, and skipped: three" in done.err


def test_zoteros_json_is_read(filled: Home, store: Store, tmp_path: Path) -> None:
    (paper,) = store.works.get([2])
    value = dict(paper.identifiers)["arxiv"]
    file = tmp_path / "library.json"
    items = [{"id": "a", "title": "X", "DOI": f"10.48550/arXiv.{value}"}, {"id": "b"}, 7]
    file.write_text(json.dumps(items), encoding="utf-8")

    library = read_library(file)

    assert matched(store, library.references) == ([2], [])
    assert len(library.faults) == 2


ZOTERO = """
    CREATE TABLE itemTypes
        (itemTypeID INTEGER PRIMARY KEY, typeName TEXT, templateItemTypeID INT, display INT);
    CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT, fieldFormatID INT);
    CREATE TABLE items
        (itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, libraryID INT NOT NULL,
         key TEXT NOT NULL);
    CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
    CREATE TABLE itemData (itemID INT, fieldID INT, valueID INT, PRIMARY KEY (itemID, fieldID));
    CREATE TABLE creators
        (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
    CREATE TABLE itemCreators
        (itemID INT, creatorID INT, creatorTypeID INT DEFAULT 1, orderIndex INT DEFAULT 0);
    CREATE TABLE collections
        (collectionID INTEGER PRIMARY KEY, collectionName TEXT NOT NULL, libraryID INT NOT NULL);
    CREATE TABLE collectionItems
        (collectionID INT NOT NULL, itemID INT NOT NULL, orderIndex INT DEFAULT 0);
    CREATE TABLE deletedItems
        (itemID INTEGER PRIMARY KEY, dateDeleted DEFAULT CURRENT_TIMESTAMP NOT NULL);
    INSERT INTO itemTypes VALUES
        (1, 'journalArticle', NULL, 1), (2, 'attachment', NULL, 0), (3, 'preprint', NULL, 1);
    INSERT INTO fields VALUES
        (1, 'title', 0), (2, 'DOI', 0), (3, 'extra', 0), (4, 'url', 0), (5, 'date', 0);
    INSERT INTO collections VALUES (1, 'Graphs', 1), (2, 'Other', 1);
"""


def put_item(
    database: sqlite3.Connection,
    number: int,
    kind: int,
    authors: tuple[str, ...] = (),
    **values: str,
) -> None:
    database.execute("INSERT INTO items VALUES (?, ?, 1, ?)", [number, kind, f"KEY{number}"])
    for field, value in values.items():
        database.execute("INSERT OR IGNORE INTO itemDataValues (value) VALUES (?)", [value])
        database.execute(
            "INSERT INTO itemData SELECT ?, fieldID, valueID FROM fields, itemDataValues"
            " WHERE fieldName = ? AND value = ?",
            [number, field, value],
        )
    for place, name in enumerate(authors):
        given, _, family = name.rpartition(" ")
        found = database.execute("INSERT INTO creators VALUES (NULL, ?, ?, 0)", [given, family])
        database.execute(
            "INSERT INTO itemCreators VALUES (?, ?, 1, ?)", [number, found.lastrowid, place]
        )


@pytest.fixture
def zotero(filled: Home, store: Store, tmp_path: Path) -> Iterator[Path]:
    """The folder of a Zotero that is running: it holds the lock of its library."""
    one, two, three, binned, attached = store.works.get([2, 5, 8, 11, 14])
    folder = tmp_path / "Zotero"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "zotero.sqlite")) as database:
        database.executescript(ZOTERO)
        put_item(
            database, 1, 3, title="Whatever", extra=f"arXiv:{dict(one.identifiers)['arxiv']} [cs]"
        )
        put_item(
            database,
            2,
            3,
            title="X",
            url=f"https://arxiv.org/abs/{dict(two.identifiers)['arxiv']}v1",
        )
        names = tuple(author.name for author in three.authors)
        put_item(database, 3, 1, names, title=three.title, date="2026-06-00 June 2026")
        put_item(database, 4, 3, title=binned.title, url=binned.url)
        put_item(database, 5, 2, title=attached.title, url=attached.url)
        database.execute("INSERT INTO deletedItems (itemID) VALUES (4)")
        database.execute("INSERT INTO collectionItems VALUES (1, 1, 0), (1, 4, 1), (2, 2, 0)")
        database.commit()
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("BEGIN EXCLUSIVE")
        yield folder


def test_a_running_zoteros_library_becomes_examples_without_its_bin_and_attachments(
    filled: Home, store: Store, run: Run, zotero: Path
) -> None:
    files = {path.name for path in zotero.iterdir()}

    assert run("topics", "add", "All", "--from-zotero", str(zotero)).status == 0
    assert (
        run(
            "topics",
            "add",
            "Some",
            "--from-zotero",
            f"{zotero}/zotero.sqlite",
            "--collection",
            "graphs",
        ).status
        == 0
    )

    topics = load(filled.config_file)
    assert topics.topic("All").like == tuple(work.id for work in store.works.get([2, 5, 8]))
    assert topics.topic("Some").like == tuple(work.id for work in store.works.get([2]))
    assert {path.name for path in zotero.iterdir()} == files


def test_a_wrong_zotero_library_or_collection_is_reported(
    run: Run, zotero: Path, tmp_path: Path
) -> None:
    (tmp_path / "zotero.sqlite").write_bytes(b"garbage " * 1000)
    (tmp_path / "library.json").write_text("[]", encoding="utf-8")

    def refusal(*arguments: str) -> str:
        done = run("topics", "add", "New", *arguments)
        assert done.status
        return done.err

    assert "no collection 'Speech'; the collections are: Graphs, Other" in refusal(
        "--from-zotero", str(zotero), "--collection", "Speech"
    )
    assert "zotero.sqlite as a Zotero library (file is not a database)" in refusal(
        "--from-zotero", str(tmp_path)
    )
    assert "there is no" in refusal("--from-zotero", "/nowhere/zotero.sqlite")
    assert "library.json has no collections" in refusal(
        "--from-zotero", str(tmp_path / "library.json"), "--collection", "Graphs"
    )
    assert "--collection needs --from-zotero" in refusal("--collection", "Graphs")


def test_looking_back_needs_likes_and_then_judges_the_later_ones(filled: Home, run: Run) -> None:
    few = run("topics", "eval").out
    graphs = [paper["id"] for paper in run("search", "graphs", "-n", "4", "--json").json]
    run("mark", "like", *graphs, "--topic", "Graphs")

    (judged, _) = run("topics", "eval", "--json").json
    output = run("topics", "eval").out

    assert "fewer than 4 likes" in few
    assert judged["enough"]
    assert judged["liked"] == 2
    assert 0 < judged["ndcg"] <= 1
    assert judged["above_shown"] is None
    assert "papers without a mark count as not liked" in output
    assert "you were shown" not in output


def test_looking_back_compares_later_likes_with_what_digests_showed_and_was_not_liked(
    filled: Home, run: Run
) -> None:
    graphs = [paper["id"] for paper in run("search", "graphs", "-n", "4", "--json").json]
    text = filled.config_file.read_text(encoding="utf-8").replace(
        "threshold = 0.3", "threshold = 0.0"
    )
    filled.config_file.write_text(
        text.replace("limit = 2", "limit = 2\ninclude = ['nothing']"), encoding="utf-8"
    )
    (shown, _) = run("digest", "--json").json["topics"]
    run("mark", "like", *graphs, "--topic", "Graphs")

    (judged, _) = run("topics", "eval", "--json").json

    unmarked = {paper["id"] for paper in shown["papers"]} - set(graphs)
    assert unmarked
    assert judged["above_shown"] == 1
    assert judged["papers"] == 38


def test_likes_outside_all_topics_become_a_suggestion(filled: Home, run: Run) -> None:
    quiet = run("topics", "suggest").out
    others = [paper["id"] for paper in run("search", "diffusion", "-n", "4", "--json").json]
    run("mark", "like", *others)

    suggested = run("topics", "suggest", "--json").json

    assert "no topic is missing" in quiet
    assert {paper["id"] for group in suggested for paper in group["papers"]} <= set(others)


def test_strict_shows_no_more_than_loose(filled: Home, run: Run) -> None:
    strict, loose = (
        sum(
            len(topic["papers"])
            for topic in run("digest", "--dry-run", option, "--json").json["topics"]
        )
        for option in ("--strict", "--loose")
    )

    assert strict <= loose


def test_a_saved_search_becomes_a_topic(filled: Home, store: Store, run: Run) -> None:
    with store.transaction() as tx:
        query = 'learning on +"graph" -survey cat:cs.LG author:finn since:7d'
        tx.searches.save("mine", query, "hybrid", clock.now())

    done = run("topics", "add", "Mine", "--from-search", "mine")
    unknown = run("topics", "add", "Other", "--from-search", "yours")

    topic = load(filled.config_file).topic("Mine")
    assert done.status == 0
    assert (topic.include, topic.exclude, topic.categories) == (("graph",), ("survey",), ("cs.LG",))
    assert topic.authors == ("finn",)
    assert "learning" in topic.about[0]
    assert "no search is called 'yours'; there are: mine" in unknown.err


def test_a_topic_of_a_search_for_a_family_name_follows_whom_the_search_finds(
    filled: Home, store: Store, run: Run
) -> None:
    run("search", "--save", "mine", "author:example", "--json")
    found = {hit["id"] for hit in run("search", "author:example", "-n", "100", "--json").json}
    run("topics", "add", "Mine", "--from-search", "mine")

    topic = load(filled.config_file).topic("Mine")
    works = store.works.get(range(1, store.works.last_key() + 1))
    assert found
    assert {work.id for work in works if rules.followed(topic, work)} == found


@pytest.mark.parametrize(
    "field", ["year:2024", "until:7d", "source:arxiv", "status:save", "id:2606.10007", "-cat:cs.CL"]
)
def test_a_saved_search_that_asks_for_what_no_topic_holds_is_refused(
    home: Home, store: Store, run: Run, field: str
) -> None:
    with store.transaction() as tx:
        tx.searches.save("mine", f"learning {field}", "hybrid", clock.now())

    done = run("topics", "add", "Mine", "--from-search", "mine")

    assert done.status == 1
    assert "a topic takes words, author:, cat: and venue: only" in done.err
    assert "Mine" not in home.config_file.read_text(encoding="utf-8")


def test_neither_scoring_nor_learning_from_a_mark_loads_a_model_or_scikit_learn(
    filled: Home, run: Run
) -> None:
    run("digest", "--dry-run")
    run(
        "mark",
        "like",
        run("search", "graphs", "-n", "1", "--json").json[0]["id"],
        "--topic",
        "Graphs",
    )
    code = (
        "import sys; from papertrail import cli\n"
        "sys.argv = ['papertrail', 'digest', '--dry-run', '--json']\n"
        "try: cli.main()\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'sklearn', 'scipy', 'openvino'}\n"
        "heavy |= {'sentence_transformers', 'transformers'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )

    assert done.stderr.splitlines()[-1] == "[]"


def test_a_library_that_is_nested_too_deeply_is_refused_in_one_line(
    filled: Home, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "deep.json").write_text("[" * 100_000, encoding="utf-8")

    refused = run("topics", "add", "Mine", "--from-zotero", str(tmp_path / "deep.json"))

    assert refused.status == 1
    assert refused.err.startswith("papertrail: the library is not valid JSON (")
    assert refused.err.count("\n") == 1


def test_a_topic_says_why_it_shows_a_paper_and_what_would_change_that(
    filled: Home, run: Run
) -> None:
    best = run("topics", "show", "Graphs", "--json").json["best"][0]["id"]

    why = run("topics", "why", "Graphs", best, "--json").json
    text = run("topics", "why", "graphs", best).out

    assert why["matches"] is (why["relevance"] >= why["cut_off"])
    assert "the name of the topic" in {part["of"] for part in why["parts"]}
    odds = sum(part["log_odds"] for part in why["parts"])
    assert why["relevance"] == pytest.approx(1 / (1 + math.exp(-odds)), abs=0.02)
    assert any("papertrail mark" in change for change in why["changes"])
    assert best in text
    assert "relevance" in text


def test_a_rule_that_keeps_a_paper_out_is_named(filled: Home, run: Run) -> None:
    best = run("topics", "show", "Graphs", "--json").json["best"][0]
    word = best["title"].split()[0]
    assert run("topics", "edit", "Graphs", "--exclude", word).status == 0

    why = run("topics", "why", "Graphs", best["id"], "--json").json

    assert (why["relevance"], why["matches"]) == (0, False)
    assert word in why["excluded"]


def test_what_is_not_stored_has_no_reason(filled: Home, run: Run) -> None:
    assert run("topics", "why", "Graphs", "arxiv:1111.11111").status == 1
