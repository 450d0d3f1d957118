"""OpenReview's API v2 on loopback, as its maintainers and clients describe it."""

import json
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fake_site import FakeSite

USER, PASSWORD = "ada@example.org", "pass/w0rd+ with=signs"
DAY = 86_400_000
MAY = 1_746_057_600_000
CHALLENGE = {
    "name": "ChallengeRequiredError",
    "message": "Challenge verification required",
    "status": 403,
}
BROWSER_PAGE = b"<!DOCTYPE html><html><body>Verifying your browser</body></html>"


def note(number: int, title: str = "", **content: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return a paper's note, accepted at TMLR `number` days after the first of May 2025."""
    identifier = f"Note{number:06}"
    fields: dict[str, Any] = {
        "title": title or f"Paper {number}",
        "authors": ["Ada Example", "Bob Sample"],
        "abstract": f"We study {number}.",
        "venue": "Accepted by TMLR",
        "venueid": "TMLR",
    } | content
    return {
        "id": identifier,
        "forum": identifier,
        "readers": ["everyone"],
        "cdate": MAY,
        "pdate": MAY + number * DAY,
        "tmdate": MAY + number * DAY,
        "content": {name: {"value": value} for name, value in fields.items() if value is not None},
    }


@dataclass
class FakeOpenReview(FakeSite):
    """Answers `POST /login`, and `GET /notes` to those who are logged in.

    Attributes:
        notes: by id.
        tokens: those that are good; a login adds one.
        logins: documents that were posted.
        hidden: ids of notes that are counted and not shown.
        ignored: parameters that have no effect.
        answers_login: what a login is answered with instead of a token.
    """

    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    logins: list[dict[str, str]] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    ignored: set[str] = field(default_factory=set)
    answers_login: tuple[int, bytes] | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def put(self, *notes: dict[str, Any]) -> None:
        """Add notes, or change them."""
        self.notes |= {one["id"]: one for one in notes}

    def _page(self, address: str, asked: Message, sent: bytes) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(address)
        if parts.path == "api2.openreview.net/login":
            return self._log_in(json.loads(sent))
        if parts.path != "api2.openreview.net/notes":
            return super()._page(address, asked, sent)
        authorization = asked.get("Authorization")
        if authorization is None:
            return _json(403, CHALLENGE)
        if authorization.removeprefix("Bearer ") not in self.tokens:
            return _json(
                401,
                {"name": "TokenExpiredError", "message": "Token has expired. Please log in again."},
            )
        query = parse_qs(parts.query)
        return self._list(
            {name: values[-1] for name, values in query.items() if name not in self.ignored}
        )

    def _log_in(self, document: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        self.logins.append(document)
        if self.answers_login:
            return self.answers_login[0], {}, self.answers_login[1]
        if document != {"id": USER, "password": PASSWORD}:
            return _json(
                400, {"name": "Error", "message": f"Invalid username or password: {document}"}
            )
        self.tokens.append(f"eyJ0eXAi.T0ken-{len(self.logins)}.x_y=")
        return _json(200, {"token": self.tokens[-1], "user": {"profile": {"id": "~Ada_Example1"}}})

    def _list(self, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if asked["sort"] not in ("id", "tmdate:desc") or not 0 < int(asked["limit"]) <= 1_000:
            return _json(400, {"name": "ValidationError"})
        listed = [
            one
            for one in self.notes.values()
            if one["content"]["venueid"]["value"] == asked["content.venueid"]
        ]
        listed.sort(key=lambda one: one["id"])
        if asked["sort"] == "tmdate:desc":
            listed.sort(key=lambda one: -int(one["tmdate"]))
        shown = [
            one
            for one in listed
            if one["id"] > asked.get("after", "") and one["id"] not in self.hidden
        ]
        answer: dict[str, Any] = {"notes": shown[: int(asked["limit"])]}
        if asked.get("count") == "true":
            answer["count"] = len(listed)
        return _json(200, answer)


def _json(status: int, answer: object) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps(answer).encode()
