"""Each attack of docs/security.md over raw HTTP; those that need a browser are in test_browser."""

import socket
from urllib.parse import quote

import pytest
from lxml import etree, html
from starlette.routing import Route

from papertrail.core.application import Papertrail
from papertrail.errors import UsageError
from papertrail.web import secret, security, server
from papertrail.web.pages import routes
from papertrail.web.security import MOST_BYTES, POLICY
from papertrail.web.server import PageServer
from papertrail.web.settings import ServeSettings
from papertrail.workspace import Home
from tests.papertrail.web.conftest import FORM, HOSTILE, Client, raw

PAPER = "arxiv:2606.66666"
LIKE = {"mark": "like", "paper": PAPER}


def opinions(opened: Papertrail, paper: str = PAPER) -> list[str]:
    """Return what the reader thinks of a paper."""
    (found,) = opened.library.about([opened.show(paper).work])
    return [mark.kind for mark in found.own.opinions]


def what_runs(body: str) -> list[str]:
    """Return what of a page would run, or be fetched from elsewhere."""
    found = []
    for element in html.fromstring(body).iter(etree.Element):
        found += [f"{name}=" for name in element.attrib if name.lower().startswith("on")]
        address = element.get("href") or element.get("src") or ""
        is_ours = address.startswith("/") or not address
        if element.tag in ("script", "img", "iframe", "object", "base") and not is_ours:
            found.append(str(element.tag))
        if element.tag == "script" and (element.text or not address):
            found.append("script")
        if address.lower().startswith(("javascript:", "data:")) or element.get("style"):
            found.append(address)
    return found


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:1", "127.0.0.1@evil.example", ""]
)
def test_a_name_that_leads_here_is_not_answered(client: Client, host: str) -> None:
    client.cookie = client.token = ""
    answer = client.get("/", Host=host)
    assert answer.status in (400, 421)
    assert "Graphs" not in answer.body
    assert client.token == ""
    assert answer.cookies == ()


def test_two_names_at_once_are_not_answered(served: PageServer) -> None:
    good = f"127.0.0.1:{served.port}"
    request = f"GET / HTTP/1.1\r\nHost: {good}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert raw(served.port, request.encode()).status in (400, 421)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/json"},
        {"Content_Type": "multipart/form-data; boundary=x"},
    ],
)
def test_a_form_of_another_site_changes_nothing(
    client: Client, opened: Papertrail, headers: dict[str, str]
) -> None:
    answer = client.post("/papers/mark", LIKE, **headers)
    assert answer.status in (403, 415)
    assert opinions(opened) == []


def test_a_form_without_the_token_of_its_session_changes_nothing(
    client: Client, served: PageServer, opened: Papertrail
) -> None:
    other = Client(served.port)
    other.get("/save")
    for token in ("", "x", "é", other.token[:-1], client.token.upper() + "0"):
        assert client.post("/papers/mark", {**LIKE, "token": token}).status == 403
    other.get("/save")
    client.get("/save")
    assert client.token != other.token
    assert client.post("/papers/mark", {**LIKE, "token": other.token}).status == 403
    client.cookie = ""
    assert client.post("/papers/mark", LIKE).status == 403
    assert opinions(opened) == []


def test_what_a_lost_session_wrote_is_offered_again(client: Client) -> None:
    answer = client.post("/papers/note", {"paper": PAPER, "text": "a long\nnote", "token": "x"})
    assert answer.status == 403
    assert "a long\nnote</textarea>" in answer.body
    assert 'action="/papers/note"' in answer.body


def writing() -> list[str]:
    """Return the address of each route that changes something."""
    found = [route for route in routes() if isinstance(route, Route)]
    return [route.path for route in found if "POST" in (route.methods or ())]


@pytest.mark.parametrize("path", writing())
def test_each_address_that_changes_something_wants_the_token(client: Client, path: str) -> None:
    assert client.post(path, {"token": "x"}).status == 403
    assert client.post(path, {}, Origin="https://evil.example").status == 403


@pytest.mark.parametrize(
    "path",
    ["/papers/mark", "/papers/note", "/papers/several", "/undo", "/papers/fetch", "/topics/remove"],
)
def test_no_address_changes_anything_when_it_is_only_opened(client: Client, path: str) -> None:
    assert client.get(f"{path}?mark=like&paper={PAPER}").status in (404, 405)


def test_another_site_can_not_embed_a_page_as_a_picture_or_a_script(client: Client) -> None:
    for mode, kind in (("no-cors", "image"), ("no-cors", "script"), ("navigate", "iframe")):
        headers = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": mode, "Sec_Fetch_Dest": kind}
        for path in ("/", "/library.json", "/library.atom", "/search.json?q=a", "/feeds.json"):
            assert client.get(path, **headers).status == 403


def test_a_link_on_another_site_opens_the_page_without_losing_the_session(
    served: PageServer,
) -> None:
    headers = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    answer = Client(served.port).get("/search?q=a", **headers, Sec_Fetch_Dest="document")
    assert answer.status == 200
    assert answer.cookies == ()
    assert 'http-equiv="refresh"' in answer.body
    assert 'name="q"' not in answer.body


@pytest.mark.parametrize(
    "path",
    [
        *("/", f"/paper/{PAPER}", "/search?q=mallory&mode=keyword", "/triage"),
        *("/digest/2026-06-17", "/library?q=mallory", f"/library/edit?paper={PAPER}"),
        *("/feeds", "/feed?name=arxiv:cs.LG", "/topic/learnt?name=Graphs"),
        f"/topic?name=Graphs&paper={PAPER}",
    ],
)
def test_hostile_text_stays_text(client: Client, path: str) -> None:
    assert what_runs(client.get(path).body) == []


def test_what_is_asked_comes_back_as_text(client: Client) -> None:
    asked = quote(f'">{HOSTILE}')
    assert what_runs(client.get(f"/search?q={asked}&mode=keyword&cat={asked}").body) == []
    assert what_runs(client.get(f"/nothing/{asked}").body) == []
    for path in ("library?q=", "library?tag=", "library?state=", "topic?name=", "feed?name="):
        assert what_runs(client.get(f"/{path}{asked}").body) == []
    assert what_runs(client.get(f"/topic?name=Graphs&paper={asked}").body) == []
    assert what_runs(client.get(f"/library/review?since={asked}").body) == []


def test_a_note_is_shown_without_what_could_run_or_be_fetched(
    client: Client, opened: Papertrail
) -> None:
    text = f"{HOSTILE}\n\n![x](https://evil.example/x.png)\n\n[a](javascript:alert(1)) **bold**"
    assert client.post("/papers/note", {"paper": PAPER, "text": text}).status == 303
    body = client.get(f"/paper/{PAPER}").body
    assert "<strong>bold</strong>" in body
    assert what_runs(body) == []
    opened.library.undo()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2f..%2fweb%2fapp.py",
        "/static/%2e%2e/%2e%2e/web.json",
        "/static//etc/passwd",
        "/static/style.css%00.js",
        "/paper/../../web.json",
        "/paper/..%2f..%2fweb.json",
        "/digest/..%2f..%2fweb.json",
        "/pdf?paper=../../web.json",
        "/pdf?paper=file:///etc/passwd",
        "//evil.example/static/style.css",
    ],
)
def test_no_path_leads_out_of_the_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status in (400, 404, 421)
    assert "root:" not in answer.body
    assert '"key"' not in answer.body
    assert "import" not in answer.body


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "\t//x"]
)
def test_a_form_leads_back_to_this_page_only(
    client: Client, opened: Papertrail, target: str
) -> None:
    opened.library.set_state([PAPER], "later")
    answer = client.post("/undo", {"back": target})
    assert answer.status == 303
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/search", "/static/style.css", "/save", "/offline"]
)
def test_each_answer_has_the_headers_that_browsers_obey(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "unsafe" not in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "server" not in headers


def test_a_form_of_ten_megabytes_is_refused(client: Client, opened: Papertrail) -> None:
    headers = {"Content-Type": FORM}
    answer = client.send("POST", "/papers/note", b"text=" + b"x" * (10 << 20), headers)
    assert answer.status == 413
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    many = b"".join([chunk] * (MOST_BYTES // 0x10000 + 2))
    head = (
        f"POST /papers/note HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nContent-Type: {FORM}\r\n"
        f"Cookie: {client.cookie}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    assert raw(client.port, head.encode() + many).status == 413
    assert opened.library.note(PAPER) is None
    assert client.get("/").status == 200


def test_headers_of_a_megabyte_are_refused(client: Client) -> None:
    assert client.get("/", X_Long="x" * (1 << 20)).status in (0, 400, 431)
    assert client.get("/").status == 200


@pytest.mark.parametrize(
    "cookie",
    [
        "papertrail=",
        "papertrail=x.y.z",
        'papertrail="\\',
        "=;;;=;",
        "papertrail=" + "a" * 24 + ".9999999999." + "0" * 64,
        "a=b; " * 500,
        "papertrail=\xe9\xff",
    ],
)
def test_a_broken_cookie_is_replaced(served: PageServer, cookie: str) -> None:
    answer = Client(served.port, cookie=cookie).get("/search")
    assert answer.status == 200
    assert any(each.startswith("papertrail=") for each in answer.cookies)


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(served: PageServer) -> None:
    (cookie,) = Client(served.port).get("/search").cookies
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_a_request_that_drips_is_cut_off_and_delays_nobody(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HEADER_SECONDS", 0.3)
    monkeypatch.setattr(security, "BODY_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost:")
        assert client.get("/search").status == 200
        assert slow.recv(100) == b""
    head = f"POST /undo HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nContent-Length: 100\r\n"
    half = raw(
        client.port, f"{head}Content-Type: {FORM}\r\nConnection: close\r\n\r\ntoken".encode()
    )
    assert half.status == 408


def test_the_bookmarklet_of_another_page_fills_nothing_in(client: Client) -> None:
    body = client.get("/save?key=wrong&address=https%3A%2F%2Farxiv.org%2Fabs%2F2606.00001").body
    assert "2606.00001" not in body
    key = body.split("/save?key=")[1][:32]
    body = client.get(f"/save?key={key}&address=https%3A%2F%2Farxiv.org%2Fabs%2F2606.00001").body
    assert 'value="https://arxiv.org/abs/2606.00001"' in body


@pytest.mark.parametrize(
    "settings",
    [
        ServeSettings(host="0.0.0.0"),
        ServeSettings(host="0.0.0.0", password="x"),
        ServeSettings(host="::", password="x"),
        ServeSettings(proxied=True, public=("papers.example",)),
        ServeSettings(host="192.0.2.1", proxied=True, password="x"),
    ],
)
def test_others_need_encryption_and_a_password(settings: ServeSettings) -> None:
    with pytest.raises(UsageError):
        settings.check()


def test_behind_a_proxy_the_page_has_the_name_of_the_proxy(web_home: Home) -> None:
    settings = ServeSettings(proxied=True, public=("papers.example",), password="x")
    settings.check()
    assert "https://papers.example" in settings.origins(80)


def test_with_a_password_nothing_is_shown_before_it(
    web_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    import contextlib

    file = web_home.root / "other.json"
    secret.set_password(file, "correct horse")
    settings = ServeSettings(port=0, password=secret.load(file).password)
    monkeypatch.setattr(server, "serving", lambda *_: contextlib.nullcontext())
    guarded = PageServer(web_home, settings)
    with guarded.in_background():
        client = Client(guarded.port)
        for path in ("/", "/search?q=a", f"/paper/{PAPER}", "/update/events", "/library.json"):
            answer = client.get(path)
            assert answer.status == 401
            assert "Graphs" not in answer.body
        assert client.post("/papers/mark", LIKE).status == 401
        assert client.post("/login", {"password": "wrong"}).status == 403
        assert client.post("/login", {"password": "correct horse", "back": "/search"}).status == 303
        assert client.get("/search").status == 200
        logged_in = client.cookie
        client.post("/logout", {})
        assert client.cookie != logged_in
        assert client.get("/search").status == 401
        for _ in range(4):
            client.post("/login", {"password": "wrong"})
        assert client.post("/login", {"password": "correct horse"}).status == 429
    assert (file.stat().st_mode & 0o777) == 0o600
