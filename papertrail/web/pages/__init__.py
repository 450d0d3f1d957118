"""The pages. Each is a module with its routes and, if it is in the navigation, its entry there.

ROUTES: list of starlette routes
NAVIGATION: tuple of NavigationEntry, empty for a page that only others link to
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from papertrail.web.navigation import NavigationEntry

MODULES = (
    "digest",
    "search",
    "triage",
    "library",
    "topics",
    "feeds",
    "learn",
    "trends",
    "map",
    "paper",
    "library_acts",
    "updates",
    "saving",
    "preferences",
    "installed",
    "login",
)
"""In the order of the navigation."""


def navigation() -> "tuple[NavigationEntry, ...]":
    """Return the entries of all pages."""
    found: list[NavigationEntry] = []
    for name in MODULES:
        found += import_module(f"papertrail.web.pages.{name}").NAVIGATION
    return tuple(found)


def routes() -> "list[BaseRoute]":
    """Return the routes of all pages."""
    found: list[BaseRoute] = []
    for name in MODULES:
        found += import_module(f"papertrail.web.pages.{name}").ROUTES
    return found
