"""Topics: what digests look for, what they learnt, and how well they predict the marks."""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.routing import BaseRoute, Route

from papertrail.core.failures import EXPECTED, describe
from papertrail.core.topics import TopicSettings
from papertrail.errors import UsageError
from papertrail.render import json as records
from papertrail.render.listings import cut_off
from papertrail.web.acting import change, form, given, is_partial, read, redirect
from papertrail.web.bars import bars
from papertrail.web.cards import card
from papertrail.web.formats import alternates, atom_answer, json_answer
from papertrail.web.navigation import NavigationEntry
from papertrail.web.templating import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.core.application import Papertrail
    from papertrail.types.topic import Topic
    from papertrail.types.topic_report import ChangedTopic, RankedWork, TopicReport

STRICTNESSES = ("loose", "normal", "strict")
RULES = {
    "about": ("What its papers say", "Descriptions in plain words, one a line."),
    "like": ("Examples", "Ids of papers to find more of, such as arxiv:1703.03400, one a line."),
    "dislike": ("Counter-examples", "Ids of papers that look like it and do not belong to it."),
    "authors": ("People and labs", "All their papers are shown."),
    "include": ("Words, of which one has to be there", "One word or phrase a line."),
    "exclude": ("Words that must not be there", "One word or phrase a line."),
    "categories": ("Only in these categories", "Such as cs.LG; or at one of the venues below."),
    "venues": ("Only at these venues", "Such as ICML; or in one of the categories above."),
}
"""The lists of a topic: a title and a hint."""
_MOST_TEXTS = 1000


async def listed(request: "Request") -> "Response":
    """List the topics, with a form that adds one."""
    topics = await read(request, lambda home: home.topics.list())
    context = {
        "title": "Topics",
        "topics": [{"topic": topic, "cut_off": cut_off(topic)} for topic in topics],
        "alternates": alternates("/topics", atom=False),
    }
    return render(request, "topics.html", context)


async def listed_json(request: "Request") -> "Response":
    """Send the topics as `papertrail topics list --json` prints them."""
    found = await read(request, lambda home: records.topics(home.topics.list()))
    return json_answer(found)


async def shown(request: "Request") -> "Response":
    """Show a topic's rules in a form; what it learnt is a part that comes after."""
    asked = request.query_params
    name, paper = asked.get("name", ""), asked.get("paper", "").strip()

    def act(home: "Papertrail") -> dict[str, Any]:
        topic = home.config.topic(name)
        why = _reason(home, topic.name, paper) if paper else {}
        return {"topic": topic, "cut_off": cut_off(topic), "why": why}

    found = await read(request, act)
    topic: Topic = found["topic"]
    context = {
        "title": topic.name,
        "rules": [
            {"key": key, "title": title, "hint": hint, "text": "\n".join(getattr(topic, key))}
            for key, (title, hint) in RULES.items()
        ],
        "strictnesses": STRICTNESSES,
        "typed": paper,
        "alternates": alternates("/topic", {"name": topic.name}),
    }
    return render(request, "topic.html", {**context, **found})


async def shown_json(request: "Request") -> "Response":
    """Send a topic as `papertrail topics show NAME --json` prints it."""
    name = request.query_params.get("name", "")
    return json_answer(await read(request, lambda home: records.topic(home.topics.show(name))))


async def shown_atom(request: "Request") -> "Response":
    """Send the papers that digests showed for a topic as an Atom feed."""
    name = request.query_params.get("name", "")
    return atom_answer(await read(request, lambda home: home.exchange.topic_atom(name)))


async def learnt(request: "Request") -> "Response":
    """Show what a topic learnt and finds: a part of its page, or a page of its own."""
    name = request.query_params.get("name", "")
    found = await read(request, lambda home: _report(home.topics.show(name)))
    template = "topic_learnt_part.html" if is_partial(request) else "topic_learnt.html"
    context = {"title": f"What {name} learnt", "name": name}
    return render(request, template, {**context, **found})


async def edit(request: "Request") -> "Response":
    """Write the rules that the form changed into config.toml."""
    fields = form(request)
    name = fields.get("name", "")
    before, after = _settings(fields, "was-"), _settings(fields, "")

    def act(home: "Papertrail") -> "ChangedTopic":
        return home.topics.revise(name, before, after)

    changed = await change(request, act)
    return redirect(topic_address(changed.name), _said(f"Changed: {changed.name}", changed))


async def add(request: "Request") -> "Response":
    """Add a topic, by its name and words or examples."""
    fields = form(request)
    likes = given(request, "like")
    settings = TopicSettings(about=_texts(fields.get("about", "")), like=likes)
    changed = await change(request, lambda home: home.topics.add(fields.get("name", ""), settings))
    return redirect(topic_address(changed.name), _said(f"Added: {changed.name}", changed))


async def remove(request: "Request") -> "Response":
    """Remove a topic, if its name was typed."""
    name, typed = form(request).get("name", ""), form(request).get("typed", "")
    if typed.strip().casefold() != name.strip().casefold():
        raise UsageError("the name that was typed is not that of the topic", "nothing was removed")
    removed = await change(request, lambda home: home.topics.remove(name))
    return redirect("/topics", f"Removed: {removed}")


async def evaluate(request: "Request") -> "Response":
    """Replay the marks: how well each topic predicts them, and which topics are missing."""

    def act(home: "Papertrail") -> dict[str, Any]:
        if not home.topics.list():
            return {"evaluations": (), "suggestions": None}
        evaluations = [
            {
                "name": item.name,
                "found": item.replayed,
                "missed": [card(work) for work in item.replayed.missed] if item.replayed else [],
                "needed": item.needed,
            }
            for item in home.topics.evaluate()
        ]
        return {"evaluations": evaluations, "suggestions": home.topics.suggest()}

    context = {
        "title": "How well topics learn",
        "alternates": alternates("/topics/evaluate", atom=False),
    }
    return render(request, "evaluate.html", {**context, **await read(request, act)})


async def evaluate_json(request: "Request") -> "Response":
    """Send what `papertrail topics eval --json` prints."""
    found = await read(request, lambda home: records.evaluations(home.topics.evaluate()))
    return json_answer(found)


def topic_address(name: str) -> str:
    """Return the address of a topic's page."""
    return f"/topic?name={quote(name, safe='')}"


def _report(report: "TopicReport") -> dict[str, Any]:
    return {
        "report": report,
        "best": _ranked(report.best),
        "borderline": _ranked(report.borderline),
        "bars": bars(report.weeks),
    }


def _ranked(items: "Sequence[RankedWork]") -> list[dict[str, Any]]:
    return [card(item.work, score=item.relevance) for item in items]


def _reason(home: "Papertrail", name: str, paper: str) -> dict[str, Any]:
    """Return why a topic shows a paper or does not; or why that can't be said."""
    try:
        return {"found": home.topics.why(name, paper), "error": ""}
    except EXPECTED as error:
        return {"found": None, "error": describe(error).message}


def _settings(fields: "Mapping[str, str]", prefix: str) -> TopicSettings:
    """Return the settings of a form, or with a prefix those that it began with."""
    lists = {key: _texts(fields.get(f"{prefix}{key}", "")) for key in RULES}
    limit = fields.get(f"{prefix}limit", "").strip()
    if limit and not (limit.isascii() and limit.isdecimal() and int(limit[:9])):
        raise UsageError("the limit is a number of papers from 1 on")
    strictness = fields.get(f"{prefix}strictness") or None
    if strictness is not None and strictness not in STRICTNESSES:
        raise UsageError(f"a strictness is one of {', '.join(STRICTNESSES)}")
    return TopicSettings(**lists, limit=int(limit) if limit else None, strictness=strictness)


def _texts(text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in text.splitlines()[:_MOST_TEXTS]]
    return list(dict.fromkeys(filter(None, lines)))


def _said(done: str, changed: "ChangedTopic") -> str:
    if not changed.unknown:
        return done
    unknown = ", ".join(changed.unknown)
    return f"{done}; not stored, and counted as soon as they are: {unknown}"


ROUTES: list[BaseRoute] = [
    Route("/topics", listed),
    Route("/topics.json", listed_json),
    Route("/topics/evaluate", evaluate),
    Route("/topics/evaluate.json", evaluate_json),
    Route("/topics/edit", edit, methods=["POST"]),
    Route("/topics/add", add, methods=["POST"]),
    Route("/topics/remove", remove, methods=["POST"]),
    Route("/topic", shown),
    Route("/topic.json", shown_json),
    Route("/topic.atom", shown_atom),
    Route("/topic/learnt", learnt),
]
NAVIGATION = (NavigationEntry("Topics", "/topics", ("/topic",)),)
