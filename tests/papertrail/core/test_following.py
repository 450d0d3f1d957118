from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertrail.config import load, starter
from papertrail.core.following import follow, unfollow
from papertrail.errors import ConfigError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(starter(), encoding="utf-8")
    return file


def test_a_feed_is_followed_and_the_comments_stay(path: Path) -> None:
    before = path.read_text(encoding="utf-8")

    assert follow(path, ["neurips", "arxiv:cs.LG"]) == ["neurips"]

    after = path.read_text(encoding="utf-8")
    assert load(path).feeds[-1] == "neurips"
    assert [line for line in before.splitlines() if "follow" not in line] == [
        line for line in after.splitlines() if "follow" not in line
    ]


def test_following_twice_changes_nothing(path: Path) -> None:
    follow(path, ["neurips"])
    before = path.read_bytes()

    assert follow(path, ["neurips"]) == []
    assert path.read_bytes() == before


def test_what_is_unfollowed_leaves_the_rest(path: Path) -> None:
    assert unfollow(path, ["arxiv:cs.CL", "tpami"]) == ["arxiv:cs.CL"]
    assert load(path).feeds == ("arxiv:cs.LG", "arxiv:cs.CV", "arxiv:stat.ML")


def test_a_feed_written_in_another_case_is_found(path: Path) -> None:
    path.write_text('[feeds]\nfollow = ["CS.lg", "NeurIPS"]\n', encoding="utf-8")

    assert unfollow(path, ["arxiv:cs.LG"]) == ["arxiv:cs.LG"]
    assert load(path).feeds == ("neurips",)


def test_an_address_of_several_categories_is_followed_as_these(path: Path) -> None:
    address = "https://rss.arxiv.org/rss/cs.RO+cs.LG"
    path.write_text("[feeds]\nfollow = []\n", encoding="utf-8")

    assert follow(path, [address]) == ["arxiv:cs.RO", "arxiv:cs.LG"]
    assert load(path).feeds == ("arxiv:cs.RO", "arxiv:cs.LG")


def test_such_an_address_that_is_followed_already_is_these_feeds(path: Path) -> None:
    address = "https://rss.arxiv.org/rss/cs.RO+cs.LG"
    path.write_text(f'[feeds]\nfollow = ["{address}", "neurips"]\n', encoding="utf-8")

    assert load(path).feeds == ("arxiv:cs.RO", "arxiv:cs.LG", "neurips")
    assert follow(path, ["arxiv:cs.LG"]) == []
    assert unfollow(path, ["arxiv:cs.RO"]) == ["arxiv:cs.RO"]
    assert set(load(path).feeds) == {"arxiv:cs.LG", "neurips"}


@pytest.mark.parametrize(
    "text", ["# nothing\n", "[digest]\nlimit = 3\n", "[feeds]\n", "[feeds]\ncrossref = false\n"]
)
def test_a_configuration_without_a_list_gets_one(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")

    follow(path, ["neurips"])

    assert load(path).feeds == ("neurips",)


def test_a_list_over_several_lines_keeps_its_comments(path: Path) -> None:
    path.write_text(
        '[feeds]\nfollow = [\n  "icml",  # mine\n  # later\n  "acl",\n]\n', encoding="utf-8"
    )

    follow(path, ["cvpr"])

    assert load(path).feeds == ("icml", "acl", "cvpr")
    assert "# mine" in path.read_text(encoding="utf-8")
    assert "# later" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    ["[feeds\n", "feeds = 3\n", '[feeds]\nfollow = "neurips"\n', '[feeds]\nfollow = ["x"]\n'],
)
def test_a_configuration_that_is_wrong_is_named_and_left_alone(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match=r"config\.toml"):
        follow(path, ["neurips"])
    assert path.read_text(encoding="utf-8") == text


@given(
    st.lists(
        st.sampled_from(
            ["neurips", "icml:2024", "arxiv:cs.LG", 'https://example.org/"a\\b".xml', "reddit"]
        )
    )
)
def test_what_was_followed_and_unfollowed_is_as_before(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    path.write_text('[feeds]\nfollow = ["tpami"]\n', encoding="utf-8")

    follow(path, names)
    assert set(load(path).feeds) == {"tpami", *names}
    unfollow(path, names)
    assert load(path).feeds == ("tpami",)
