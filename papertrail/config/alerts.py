"""Declare the settings of the table [alerts]."""

from dataclasses import dataclass

from papertrail.config import values
from papertrail.config.setting import Section, Setting, defaults


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """The table [alerts]."""

    retractions: bool = True
    per_update: int = 20


_alerts = defaults(AlertSettings)

ALERTS = Section(
    name="alerts",
    help="News of papers that you liked, saved, read, tagged or noted. See [alerts](alerts.md).",
    starter="comment",
    settings=(
        Setting(
            key="retractions",
            read=values.switch,
            default=_alerts["retractions"],
            help="Ask Crossref whether those that have a publisher's DOI were retracted, each "
            "every two weeks.",
            starter="comment",
        ),
        Setting(
            key="per_update",
            read=values.whole,
            default=_alerts["per_update"],
            help="The most papers that one update asks for; the next goes on.",
        ),
    ),
)
