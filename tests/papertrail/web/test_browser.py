"""The page in a real browser: accessibility, keys, no scripts, attacks that need a browser."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from papertrail.core.application import Papertrail
from papertrail.web.server import PageServer
from tests.papertrail.web.chromium import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = (
    "/",
    "/digests",
    "/search?q=graphs&cat=cs.LG",
    "/triage",
    "/paper/arxiv:2606.66666",
    "/similar?paper=arxiv:2606.66666",
    "/library",
    "/library?state=later",
    "/library/next",
    "/library/review?since=30d",
    "/library/edit?paper=arxiv:2606.66666",
    "/feeds",
    "/feed?name=arxiv:cs.LG",
    "/topics",
    "/trends?q=graphs&rising=1",
    "/map",
    "/topic?name=Graphs&paper=arxiv:2606.66666",
    "/topic/learnt?name=Graphs",
    "/topics/evaluate",
    "/learn",
    "/settings",
    "/update",
    "/save",
    "/offline",
    "/login",
    "/nothing",
)
"""Every page."""
WIDTHS = {390: 844, 1280: 800}


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The system's Chromium, for all tests of the session."""
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser: "Browser", served: PageServer) -> "Iterator[Page]":
    """A new window; anything that a script or the policy complains about is an error."""
    context = browser.new_context(base_url=served.address)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    opened.on(
        "console", lambda said: faults.append(said.text) if "policy" in said.text.lower() else None
    )
    yield opened
    context.close()
    assert faults == []


@pytest.fixture(scope="module")
def window(browser: "Browser", served: PageServer) -> "Iterator[Page]":
    """One window for many pages."""
    context = browser.new_context(base_url=served.address)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_keeps_people_from_using_a_page(window: "Page", path: str) -> None:
    page = window
    page.goto(path)
    if path.startswith("/paper/"):
        page.wait_for_selector("#similar .line, #similar .failed")
    # The policy of the page keeps scripts of others out, this one too, unless it comes this way.
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    page.evaluate(axe)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] - both are known
            found = page.evaluate("axe.run({resultTypes: ['violations']})")
            assert [described(each) for each in found["violations"]] == [], (width, scheme)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width


def described(violation: dict[str, Any]) -> str:
    """Return a violation in one line."""
    return f"{violation['id']}: {[each['html'][:200] for each in violation['nodes']][:3]}"


def test_a_paper_is_liked_and_the_like_taken_back_by_keys_alone(
    page: "Page", opened: Papertrail
) -> None:
    page.goto("/triage")
    first = page.locator(".now").get_attribute("data-paper") or ""
    page.keyboard.press("l")
    page.wait_for_url("**at=1*")
    assert opinions(opened, first) == ["like"]
    page.keyboard.press("u")
    page.locator("#done .done").wait_for()
    assert opinions(opened, first) == []
    page.keyboard.press("k")
    page.wait_for_url("**at=0*")


def test_the_keyboard_reaches_all_that_the_mouse_does(page: "Page") -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "like":
            break
    assert page.evaluate("document.activeElement.value") == "like"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_a_mark_is_stored_without_leaving_the_page(page: "Page", opened: Papertrail) -> None:
    page.goto("/digest/2026-06-17")
    card = page.locator("article.card").first
    card.get_by_role("button", name="Later").click()
    page.locator('button[value=later][aria-pressed="true"]').wait_for()
    assert page.url.endswith("/digest/2026-06-17")
    paper = card.get_attribute("data-paper") or ""
    (found,) = opened.library.about([opened.show(paper).work])
    assert found.own.state == "later"
    opened.library.undo()


def test_without_scripts_everything_is_done_by_forms(
    browser: "Browser", served: PageServer, opened: Papertrail
) -> None:
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search")
    page.get_by_role("searchbox").fill("graphs")
    page.get_by_role("button", name="Search").click()
    card = page.locator("article.card").first
    paper = card.get_attribute("data-paper") or ""
    card.get_by_role("button", name="Dislike").click()
    assert "Disliked" in page.locator("#done").inner_text()
    assert opinions(opened, paper) == ["dislike"]
    page.locator("#done").get_by_role("button", name="Undo").click()
    assert opinions(opened, paper) == []
    page.locator("article.card h3 a").first.click()
    page.get_by_role("link", name="Show similar papers").click()
    assert page.locator("article.card").count() > 1
    page.goto("/triage")
    page.get_by_role("button", name="Discard").click()
    assert "at=1" in page.url
    page.locator("#done").get_by_role("button", name="Undo").click()
    context.close()


def test_several_papers_are_selected_and_marked_by_keys_alone(
    page: "Page", opened: Papertrail
) -> None:
    page.goto("/digest/2026-06-17")
    bar = page.locator("#several")
    assert not bar.is_visible()
    boxes = page.locator("article.card > .pick input")
    for number in (1, 2):
        boxes.nth(number).focus()
        page.keyboard.press("Space")
    assert bar.is_visible()
    assert "2 selected" in bar.inner_text()
    bar.get_by_role("button", name="Later").focus()
    page.keyboard.press("Enter")
    page.locator("#done .done").wait_for()
    assert opened.library.list("state:later").total == 2
    page.locator("#done").get_by_role("button", name="Undo").click()
    page.locator("#done .done").wait_for()
    assert opened.library.list("state:later").total == 0


def test_several_papers_are_marked_without_scripts(
    browser: "Browser", served: PageServer, opened: Papertrail
) -> None:
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search?q=graphs")
    page.locator("article.card > .pick input").first.check()
    page.locator("#several input[name=tags]").fill("seen")
    page.locator("#several").get_by_role("button", name="Tag").click()
    assert page.url.endswith("/search?q=graphs")
    assert opened.library.tags() == {"seen": 1}
    page.goto("/library?tag=seen")
    page.get_by_role("link", name="Note, tags, priority").click()
    page.get_by_label("Note, in Markdown").fill("without scripts")
    page.get_by_role("button", name="Store").click()
    assert page.url.endswith("/library?tag=seen")
    assert "without scripts" in page.locator(".noted").inner_text()
    opened.library.undo()
    opened.library.undo()
    context.close()


def test_a_note_is_written_without_leaving_the_list(page: "Page", opened: Papertrail) -> None:
    opened.library.set_state(["arxiv:2606.66666"], "later")
    page.goto("/library?state=later")
    page.get_by_role("link", name="Note, tags, priority").click()
    note = page.get_by_label("Note, in Markdown")
    note.wait_for()
    assert page.url.endswith("/library?state=later")
    note.fill("remember")
    page.get_by_role("button", name="Store").click()
    page.locator(".noted").wait_for()
    assert page.url.endswith("/library?state=later")
    opened.library.undo()
    opened.library.undo()


def opinions(opened: Papertrail, paper: str) -> list[str]:
    """Return what the reader thinks of a paper."""
    (found,) = opened.library.about([opened.show(paper).work])
    return [mark.kind for mark in found.own.opinions]


@pytest.fixture
def evil(served: PageServer) -> Iterator[str]:
    """Another site, which frames the page and sends its forms."""
    site = f"""<!DOCTYPE html><iframe src="{served.address}" id="frame"></iframe>
<img src="{served.address}search?q=graphs" id="image">
<form method="post" action="{served.address}papers/mark" id="form">
<input name="mark" value="like"><input name="paper" value="arxiv:2606.66666"></form>
<a href="{served.address}search?q=graphs" id="link">a link</a>"""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = site.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,)).start()
    # localhost is another site than 127.0.0.1.
    yield f"http://localhost:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def test_another_site_can_neither_frame_the_page_nor_send_its_forms(
    browser: "Browser", served: PageServer, opened: Papertrail, evil: str
) -> None:
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    cookies = context.cookies()
    page.goto(evil)
    page.wait_for_load_state("load")
    framed = page.frames[1]
    assert "Graphs" not in framed.content()
    assert page.evaluate("document.getElementById('image').naturalWidth") == 0
    reading = "fetch(arguments[0]).then(r => r.text()).catch(() => 'refused')"
    assert (
        page.evaluate(f"(a) => {reading.replace('arguments[0]', 'a')}", served.address) == "refused"
    )
    page.evaluate("document.getElementById('form').submit()")
    page.wait_for_url("**/papers/mark")
    assert "Another site sent this form" in page.content()
    assert opinions(opened, "arxiv:2606.66666") == []
    page.goto(evil)
    page.click("#link")
    page.wait_for_selector("article.card")
    assert context.cookies() == cookies
    context.close()


def test_the_last_digest_can_be_read_without_a_connection(
    browser: "Browser", served: PageServer
) -> None:
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/paper/arxiv:2606.66666")
    page.reload()
    page.wait_for_function("caches.match('/').then((kept) => Boolean(kept))")
    context.set_offline(True)
    page.goto("/")
    assert page.locator("article.card").count() >= 3
    page.goto("/search?q=graphs")
    assert page.locator("h1").inner_text() == "Offline"
    context.close()
