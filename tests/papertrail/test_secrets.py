"""Secrets in feed addresses stay in config.toml, and config.toml stays its owner's."""

import json
import sqlite3
import stat
from pathlib import Path

import pytest

from feeds.addresses import public_name
from feeds.paper import Paper
from papertrail import clock
from papertrail.config import load
from papertrail.home import Home
from papertrail.store import Filter, Store
from papertrail.store.database import SCHEMA_VERSION
from papertrail.store.public_names import hide_addresses
from tests.fake_site import FakeSite
from tests.papertrail.conftest import Run

PAY = "https://me:pw-0815@pay.example.org/feed.xml"
TOKEN = "https://tok.example.org/feed.xml?key=S3CRETKEY"
SECRETS = ("pw-0815", "S3CRETKEY")
POSTS = (
    b"<rss version='2.0'><channel><title>A laboratory</title><item><title>We train a %s model</title>"
    b"<link>%s</link><description>Words of a post on graphs.</description></item></channel></rss>"
)


def config(*feeds: str) -> str:
    """Return a configuration that follows some feeds."""
    return (
        f"[feeds]\nfollow = {json.dumps(feeds)}\n\n"
        '[[topics]]\nname = "All"\nabout = "graphs"\nthreshold = 0.0\n\n[network]\ninterval = 0\nbackoff = 0\n'
    )


@pytest.fixture
def private(home: Home, site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home that follows two feeds whose addresses are secrets."""
    monkeypatch.setenv("PAPERTRAIL_MIRROR", site.address)
    site.pages = {
        "me:pw-0815@pay.example.org/feed.xml": POSTS % (b"small", b"/posts/1"),
        "tok.example.org/feed.xml?key=S3CRETKEY": POSTS % (b"large", b"https://tok.example.org/2?key=S3CRETKEY"),
    }
    home.config_file.write_text(config(PAY, TOKEN), encoding="utf-8")
    home.config_file.chmod(0o600)
    return home


def leaks(text: str) -> list[str]:
    """Return the secrets that a text gives away."""
    return [secret for secret in SECRETS if secret in text]


def test_nothing_that_is_shown_or_kept_holds_a_secret(private: Home, site: FakeSite, tmp_path: Path, run: Run) -> None:
    (tmp_path / "vault").mkdir()
    with private.config_file.open("a", encoding="utf-8") as file:
        file.write(f'\n[deliver.vault]\nkind = "folder"\npath = "{tmp_path / "vault"}"\nfile = "d.html"\n')

    ran = run("run", "--once")
    told = [ran.out, ran.err]
    for form in ("text", "md", "html", "atom", "json"):
        shown = run("digest", "--date", "today", "--format", form)
        assert shown.status == 0
        told += [shown.out, shown.err]
    for arguments in (
        ("status",),
        ("status", "--json"),
        ("feeds", "list", "--json"),
        ("feeds", "check", TOKEN),
        ("feeds", "check", PAY, "--json"),
        ("search", "model", "--json"),
        ("show", "1"),
        ("search", "model", f"source:{TOKEN}", "--save", "mine"),
        ("search", "model", "--source", PAY.replace("pay", "none")),
        ("searches", "list"),
        ("feeds", "export"),
        ("update", "--json"),
        ("reconcile", "--since", "2026-06-01"),
        ("feeds", "remove", TOKEN),
        ("feeds", "remove", PAY),
    ):
        done = run(*arguments)
        told += [done.out, done.err]

    assert ran.status == 0
    assert "2 new" in ran.err or "2 new" in ran.out
    assert leaks("\n".join(told)) == []
    for path in [*private.root.rglob("*"), *private.state.rglob("*"), *(tmp_path / "vault").iterdir()]:
        if path.is_file() and "cache" not in path.parts and path != private.config_file:
            assert leaks(path.name + path.read_bytes().decode("latin-1")) == [], path
    assert load(private.config_file).feeds == ()


def test_failures_are_told_and_kept_without_secrets(private: Home, site: FakeSite, run: Run) -> None:
    site.pages = {}

    done = run("update")
    debugged = run("--debug", "feeds", "check", TOKEN)

    assert done.status == 1
    assert "tok.example.org answered 404 to /feed.xml" in done.err
    assert "Traceback" in debugged.err
    assert leaks(done.err + done.out + debugged.err + run("status", "--json").out) == []


def test_a_feed_is_named_by_its_address_or_by_its_short_name(private: Home, run: Run) -> None:
    short = public_name(TOKEN)

    assert run("update", short).status == 0
    assert run("update", TOKEN).status == 0
    assert len(run("search", "model", "--source", short, "--json").json) == 1
    assert len(run("search", "model", f"source:{TOKEN}", "--mode", "keyword", "--json").json) == 1
    assert run("feeds", "remove", short).out == f"no longer following {short}\n"
    assert load(private.config_file).feeds == (public_name(PAY),)
    assert "no feed that is followed is named" in run("update", short).err


def test_a_new_password_takes_the_place_of_the_old_one(private: Home, run: Run) -> None:
    changed = PAY.replace("pw-0815", "another")

    assert run("feeds", "add", "--no-check", changed).status == 0

    text = private.config_file.read_text(encoding="utf-8")
    assert (changed in text, PAY in text) == (True, False)
    assert load(private.config_file).feeds == (public_name(PAY), public_name(TOKEN))


def test_a_list_is_exported_without_secrets_unless_these_are_asked_for(private: Home, tmp_path: Path, run: Run) -> None:
    usual = run("feeds", "export")
    run("feeds", "export", "--with-secrets", "-o", str(tmp_path / "all.opml"))

    assert 'xmlUrl="https://pay.example.org/feed.xml"' in usual.out
    assert usual.err.count("written without its login or query") == 2
    assert leaks(usual.out + usual.err) == []
    assert leaks((tmp_path / "all.opml").read_text(encoding="utf-8")) == list(SECRETS)
    assert stat.S_IMODE((tmp_path / "all.opml").stat().st_mode) == 0o600


def test_an_earlier_home_goes_on_under_the_new_names(private: Home, run: Run) -> None:
    name = public_name(TOKEN)
    paper = Paper((("url", "https://tok.example.org/2?key=S3CRETKEY"),), "We train a large model")
    with Store.open(private.database, create=True) as store, store.transaction():
        store.works.save([paper], TOKEN, clock.now())
        store.sources.save_cursor(TOKEN, {"listed": True, "etag": "x"})
        store.sources.record(TOKEN, "failed", f"{TOKEN} was answered", "2026-06-16T00:00:00Z", succeeded=True)
        store.searches.save("plain", "model", "hybrid", clock.now())
        store.connection.execute("UPDATE saved_searches SET query = ?", [f"model source:{TOKEN}"])
        store.connection.execute(
            "INSERT INTO digests (created, considered, last_work, sources) VALUES ('2026-06-16T00:00:00Z', 1, 1, ?)",
            [json.dumps([[TOKEN, "current", 1]])],
        )
    older = sqlite3.connect(private.database)
    older.execute("DELETE FROM _sqlite_migrations WHERE name = 'm014_no_secrets_in_names'")
    older.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    older.commit()
    older.close()

    with Store.open(private.database) as store:
        assert store.sources.cursor(name) == {"listed": True, "etag": "x"}
        assert store.sources.states().keys() == {name}
        assert store.works.find("url", "https://tok.example.org/2") == 1
        assert store.works.get([1])[0].sources == (name,)
        assert store.works.matching(Filter(sources=(TOKEN,))).tolist() == [1]
        assert store.searches.get("plain").query == f"model source:{name}"
        assert [line for line in store.connection.iterdump() if leaks(line)] == []
    assert run("update", "--json").json["new"] == 1  # that of the other feed


def test_hiding_addresses_twice_changes_nothing(store: Store) -> None:
    with store.transaction():
        store.works.save([Paper((("url", "https://h.org/1"),), "A title")], TOKEN, clock.now())
        hide_addresses(store.connection)
    before = list(store.connection.iterdump())
    with store.transaction():
        hide_addresses(store.connection)

    assert list(store.connection.iterdump()) == before


def test_a_new_home_is_its_owners_alone(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERTRAIL_HOME", str(tmp_path / "deep" / "home"))

    assert run("init").status == 0

    root = tmp_path / "deep" / "home"
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert stat.S_IMODE((root / "config.toml").stat().st_mode) == 0o600


def test_a_configuration_that_is_rewritten_is_its_owners_alone(home: Home, run: Run) -> None:
    home.config_file.chmod(0o644)

    run("feeds", "add", "--no-check", "neurips")

    assert stat.S_IMODE(home.config_file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "secret",
    [
        config(PAY),
        config(TOKEN),
        '[feeds]\nfollow = []\nopenreview_user = "me"\nopenreview_password = "pw-0815"\n',
        '[feeds]\nfollow = []\nreddit_token = "S3CRETKEY"\n',
        '[feeds]\nfollow = []\n[deliver.push]\nurl = "ntfy://S3CRETKEY"\n',
        '[feeds]\nfollow = []\n[deliver.webhook]\nurl = "https://h.example.org/S3CRETKEY"\n',
        '[feeds]\nfollow = []\n[network]\nmirror = "http://me:pw-0815@h.example.org"\n',
    ],
)
def test_secrets_that_others_can_read_are_warned_of_once(home: Home, run: Run, secret: str) -> None:
    home.config_file.write_text(secret, encoding="utf-8")
    home.config_file.chmod(0o644)

    done = run("feeds", "list", "--json")

    assert done.status == 0
    assert done.err.count("warning:") == 1
    assert f"run: chmod 600 {home.config_file}\n" in done.err
    assert leaks(done.out + done.err) == []
    assert isinstance(done.json, list)


def test_secrets_that_others_can_replace_are_warned_of(private: Home, run: Run) -> None:
    private.root.chmod(0o775)

    assert f"run: chmod go-w {private.root}\n" in run("feeds", "list").err


def test_of_a_linked_configuration_the_target_counts(private: Home, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "dotfiles.toml"
    private.config_file.rename(target)
    private.config_file.symlink_to(target)
    target.chmod(0o640)
    tmp_path.chmod(0o755)

    assert f"chmod 600 {target}" in run("feeds", "list").err


@pytest.mark.parametrize(("mode", "folder"), [(0o600, 0o755), (0o644, 0o700)])
def test_what_others_cannot_reach_is_not_warned_of(private: Home, run: Run, mode: int, folder: int) -> None:
    private.config_file.chmod(mode)
    private.root.chmod(folder)

    assert run("feeds", "list").err == ""


def test_a_configuration_without_secrets_may_be_read(home: Home, run: Run) -> None:
    home.config_file.chmod(0o644)

    assert run("feeds", "list").err == ""


@pytest.mark.parametrize(
    "line", ["openreview_password = 815", 'follow = "https://me:pw-0815@h.org/?key=S3CRETKEY"', "reddit_token = [815]"]
)
def test_a_wrong_setting_is_not_repeated_where_it_may_be_a_secret(home: Home, run: Run, line: str) -> None:
    home.config_file.write_text(f"[feeds]\n{line}\n", encoding="utf-8")

    err = run("feeds", "list").err

    assert "must be" in err
    assert "815" not in err
    assert "S3CRETKEY" not in err


def test_the_log_is_its_owners_alone(private: Home, run: Run) -> None:
    private.log.parent.mkdir()
    private.log.write_text("before\n", encoding="utf-8")

    run("run", "--once")

    assert stat.S_IMODE(private.log.stat().st_mode) == 0o600
    assert stat.S_IMODE(private.results.stat().st_mode) == 0o600
