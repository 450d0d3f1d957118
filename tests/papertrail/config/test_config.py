from pathlib import Path

import pytest

from papertrail.config import load, parse, starter
from papertrail.errors import ConfigError

PATH = Path("config.toml")


def test_the_starter_configuration_follows_arxiv_with_the_three_starter_topics() -> None:
    config = parse(starter(), PATH)

    assert [topic.name for topic in config.topics] == [
        "Transformers",
        "Self-supervised learning",
        "Meta-learning",
    ]
    assert all(name.startswith("arxiv:") for name in config.feeds)
    assert config.model.name == "all-MiniLM-L6-v2"


def test_an_empty_file_is_a_configuration_without_feeds_and_topics() -> None:
    config = parse("", PATH)

    assert config.feeds == ()
    assert config.topics == ()


def test_feeds_are_read_in_any_case_and_once_each() -> None:
    assert parse('[feeds]\nfollow = ["ARXIV:cs.lg", "arxiv:cs.LG"]', PATH).feeds == ("arxiv:cs.LG",)


def test_a_topic_takes_the_digest_limit_unless_it_has_its_own() -> None:
    text = (
        '[digest]\nlimit = 3\n[[topics]]\nname="A"\nabout="a"\n'
        '[[topics]]\nname="B"\nabout=["b"]\nlimit=7'
    )

    assert [topic.limit for topic in parse(text, PATH).topics] == [3, 7]


def test_the_environment_names_the_mirror_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '[network]\nmirror = "https://mirror.example.org"'
    assert parse(text, PATH).network.mirror == "https://mirror.example.org"

    monkeypatch.setenv("PAPERTRAIL_MIRROR", "http://127.0.0.1:8099")
    assert parse(text, PATH).network.mirror == "http://127.0.0.1:8099"


def test_a_login_at_openreview_is_a_user_and_a_password_from_the_file_or_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PAPERTRAIL_OPENREVIEW_PASSWORD", raising=False)
    user, password = (
        '[feeds]\nopenreview_user = "ada@example.org"',
        '\nopenreview_password = "not t0ld"',
    )

    assert parse(user, PATH).feed_options.openreview is None
    assert parse(user + password, PATH).feed_options.openreview
    assert "t0ld" not in repr(parse(user + password, PATH))
    monkeypatch.setenv("PAPERTRAIL_OPENREVIEW_PASSWORD", "not t0ld")
    assert parse(user, PATH).feed_options.openreview
    assert parse("", PATH).feed_options.openreview is None


@pytest.mark.parametrize(
    ("text", "line", "output"),
    [
        ("[feeds\nfollow = []", 1, "not valid TOML"),
        ('[feeds]\n\nfollow = ["arxiv:cs.LG", "arxiv:cs.XX"]', 3, "unknown feed 'arxiv:cs.XX'"),
        ('[feeds]\nfollow = "arxiv:cs.LG"', 2, "follow must be a list of names"),
        ("[feeds]\nfolow = []", 2, "unknown setting 'folow'"),
        ("[tpoics]\n", 1, "unknown setting 'tpoics'"),
        (
            '[[topics]]\nname = "A"\nabout = "a"\n\n[[topics]]\nname = "B"\nabout = 3',
            7,
            "about must be",
        ),
        ('[[topics]]\nabout = "a"', 1, "has no name"),
        ('[[topics]]\nname = "A"\n', 2, "neither words nor examples"),
        ('[[topics]]\nname = "A"\nabout = "a"\nlimit = "ten"', 4, "limit must be a whole number"),
        ('[[topics]]\nname = "A"\nabout = "a"\nlimit = true', 4, "limit must be a whole number"),
        (
            '[[topics]]\nname = "A"\nabout = "a"\nthreshold = 1.5',
            4,
            "threshold must be a number from 0 to 1",
        ),
        (
            '[[topics]]\nname = "A"\nabout = "a"\n[[topics]]\nname = "a"\nabout = "b"',
            5,
            "two topics named 'a'",
        ),
        ("topics = 3", 1, "[[topics]] tables"),
        ("[digest]\nlimit = 0", 2, "limit must be a whole number"),
        ('[model]\ndevice = "gpu"', 2, "device must be one of auto, cpu, cuda, mps"),
        ('[network]\nmirror = "ftp://x"', 2, "mirror must be an http or https address"),
        ("[network]\narxiv_interval = 1", 2, "arXiv asks for 3 s"),
        ("[network]\ninterval = 0.5", 2, "at most one request in 1 s"),
        ("[network]\ntimeout = nan", 2, "timeout must be a number of seconds"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_its_number(
    text: str, line: int, output: str
) -> None:
    with pytest.raises(ConfigError) as failure:
        parse(text, PATH)

    assert failure.value.message.startswith(f"config.toml:{line}: ")
    assert output in failure.value.message
    assert failure.value.hint


def test_a_misspelt_setting_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(ConfigError) as failure:
        parse("[digest]\nlimt = 3", PATH)

    assert failure.value.hint == "did you mean limit?"


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as failure:
        load(tmp_path / "config.toml")

    assert failure.value.hint == "run: papertrail init"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigError, match="can't read"):
        load(tmp_path / "config.toml")


def test_an_unknown_topic_is_answered_with_the_known_ones() -> None:
    config = parse(starter(), PATH)

    assert config.topic("meta-LEARNING").name == "Meta-learning"
    with pytest.raises(ConfigError) as failure:
        config.topic("Metta")
    assert "Meta-learning" in failure.value.hint


def test_a_byte_order_mark_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xef\xbb\xbf[digest]\nlimit = 3\n")

    assert load(tmp_path / "config.toml").digest.limit == 3


@pytest.mark.parametrize(
    "line",
    [
        "[network]\ntimeout = 0",
        "[network]\ndeadline = 0",
        "[network]\ntimeout = nan",
        "[network]\nbackoff = 1e300",
        "[digest]\nmax_age_days = 99999999999",
        "[digest]\nlimit = 99999999999999999999999",
        '[deliver.mail]\nkind = "webhook"\nurl = "https://example.org/"\ntimeout = 0',
        "x = " + "[" * 5000,
        "x = " + "{a = " * 5000,
    ],
)
def test_values_out_of_all_bounds_are_one_clear_line(line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(line, Path("config.toml"))

    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 300
