"""Trends as JSON values."""

from dataclasses import asdict
from typing import Any

from papertrail.types.trends import Trends


def trends(found: Trends) -> dict[str, Any]:
    """Return trends; a point is null in a week that was not read."""
    return {
        "weeks": [asdict(week) for week in found.weeks],
        "series": [asdict(series) for series in found.series],
        "rising": asdict(found.rising) if found.rising else None,
        "remarks": list(found.remarks),
    }
