"""Settings that are safe to change here: never secrets, addresses or commands."""

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Route

from papertrail.web.acting import change, form, read, redirect
from papertrail.web.navigation import NavigationEntry
from papertrail.web.templating import render

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from papertrail.types.preferences import Preference

_PARTS = (("digest.", "Digest"), ("triage.", "Triage"), ("triage.keys.", "Keys of triage"))


async def shown(request: "Request") -> "Response":
    """Show the settings in a form."""
    found = await read(request, lambda home: (home.preferences.list(), home.config.topics))
    preferences, topics = found
    parts = [
        {"title": title, "settings": [each for each in preferences if _part(each) == prefix]}
        for prefix, title in _PARTS
    ]
    context = {"title": "Settings", "parts_of": parts, "topics": topics}
    return render(request, "settings.html", context)


async def store(request: "Request") -> "Response":
    """Write what the form changed into config.toml."""
    fields = form(request)
    # What another program changed meanwhile stays, unless it was changed here too.
    values = {
        name.removeprefix("was-"): fields.get(name.removeprefix("was-"), "")
        for name, before in fields.items()
        if name.startswith("was-") and fields.get(name.removeprefix("was-"), "") != before
    }
    changed = await change(request, lambda home: home.preferences.change(values))
    done = f"Changed: {', '.join(changed)}" if changed else "Nothing was changed"
    return redirect("/settings", done)


def _part(preference: "Preference") -> str:
    table, _, _ = preference.name.rpartition(".")
    return f"{table}."


ROUTES: list[BaseRoute] = [
    Route("/settings", shown),
    Route("/settings", store, methods=["POST"]),
]
NAVIGATION = (NavigationEntry("Settings", "/settings", ()),)
