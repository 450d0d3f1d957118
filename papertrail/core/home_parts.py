"""What of a home is managed: an attribute each, with methods named after the commands."""

from typing import TYPE_CHECKING

from papertrail.core.parts import Part
from papertrail.core.resources import Resources

if TYPE_CHECKING:
    from papertrail.core.assist import Assist
    from papertrail.core.citations import Citations
    from papertrail.core.delivery import Deliveries
    from papertrail.core.documents import Documents
    from papertrail.core.exchange import Exchange
    from papertrail.core.feeds import Feeds
    from papertrail.core.learning import Learning
    from papertrail.core.library import Library
    from papertrail.core.models import Models
    from papertrail.core.pictures import Pictures
    from papertrail.core.planning import Planning
    from papertrail.core.preferences import Preferences
    from papertrail.core.reading import Reading
    from papertrail.core.schedule import Schedule
    from papertrail.core.searches import Searches
    from papertrail.core.topics import Topics
    from papertrail.core.triage import Triage
    from papertrail.core.works import Works


class HomeParts:
    """The attributes of `papertrail.core.application.Papertrail`."""

    resources: Resources

    feeds: Part["Feeds"] = Part("feeds", "Feeds")
    """The feeds that are followed."""
    topics: Part["Topics"] = Part("topics", "Topics")
    """The topics that digests look for."""
    models: Part["Models"] = Part("models", "Models")
    """The embedding models."""
    reading: Part["Reading"] = Part("reading", "Reading")
    """Reading help from the papers' own sentences."""
    assist: Part["Assist"] = Part("assist", "Assist")
    """The language model, if one is configured."""
    searches: Part["Searches"] = Part("searches", "Searches")
    """The saved searches."""
    triage: Part["Triage"] = Part("triage", "Triage")
    """The lists that the triage screen shows."""
    works: Part["Works"] = Part("works", "Works")
    """Corrections of which appearances are one work."""
    deliveries: Part["Deliveries"] = Part("delivery", "Deliveries")
    """The deliveries of digests, and the channels."""
    library: Part["Library"] = Part("library", "Library")
    """States, tags, priorities and notes of papers, and undo."""
    learning: Part["Learning"] = Part("learning", "Learning")
    """Ways to read, from foundations to the newest papers."""
    preferences: Part["Preferences"] = Part("preferences", "Preferences")
    """The settings that a page may change."""
    planning: Part["Planning"] = Part("planning", "Planning")
    """Plans for conferences."""
    documents: Part["Documents"] = Part("documents", "Documents")
    """The PDFs of papers and their texts."""
    citations: Part["Citations"] = Part("citations", "Citations")
    """References, citations, and links to code and data."""
    pictures: Part["Pictures"] = Part("pictures", "Pictures")
    """Trends over weeks, and maps of papers."""
    exchange: Part["Exchange"] = Part("exchange", "Exchange")
    """Bibliographies and other programs' formats."""
    schedule: Part["Schedule"] = Part("schedule", "Schedule")
    """The entry in a scheduler."""
