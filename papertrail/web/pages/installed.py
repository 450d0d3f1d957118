"""What makes the page an application of a phone: its manifest, and the last digest offline."""

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from papertrail.web.static_files import address, at_root
from papertrail.web.templating import render

if TYPE_CHECKING:
    from starlette.requests import Request

    from papertrail.web.navigation import NavigationEntry


async def manifest(_request: "Request") -> Response:
    """Send the web application manifest."""
    icons = [
        {"src": address("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        {"src": address("icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": address("icon-512.png"), "sizes": "512x512", "type": "image/png"},
    ]
    return JSONResponse(
        {
            "name": "papertrail",
            "short_name": "papertrail",
            "description": "New research papers that match your topics",
            "id": "/",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#1f4f8f",
            "icons": icons,
        },
        media_type="application/manifest+json",
    )


async def service_worker(_request: "Request") -> Response:
    """Send the script that keeps the last digest for times without a connection."""
    return at_root("service-worker.js")


async def offline(request: "Request") -> Response:
    """Show that there is no connection."""
    return render(request, "offline.html", {"title": "Offline"})


ROUTES: list[BaseRoute] = [
    Route("/manifest.webmanifest", manifest),
    Route("/service-worker.js", service_worker),
    Route("/offline", offline),
]
NAVIGATION: "tuple[NavigationEntry, ...]" = ()
