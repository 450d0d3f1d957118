"""Follow new research papers, search them by meaning, and get a digest of the few that matter.

    import papertrail

    with papertrail.open_demo() as paper:  # the bundled sample; papertrail.open() opens your home
        results = paper.search("fooling image classifiers with tiny perturbations", count=3)
        for hit in results.hits:
            print(f"{hit.score:.2f} {hit.work.id} {hit.work.title}")
        paper.mark("like", [results.hits[0].work.id])
        for section in paper.digest(since="1900-01-01").sections:
            print(section.topic, len(section.entries))

`papertrail.open()` returns a `Papertrail`; its methods are all that the command line can do. They
return the frozen types below and raise the errors below, or FeedError and IndexingError of the
packages beneath. Every name is imported when it is first used.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.errors import FeedError as FeedError
    from feeds.paper import Author as Author
    from feeds.paper import Paper as Paper
    from index.errors import IndexingError as IndexingError
    from papertrail.core.application import Papertrail as Papertrail
    from papertrail.core.application import open as open  # noqa: A004 - as in papertrail.open()
    from papertrail.core.application import open_demo as open_demo
    from papertrail.core.export import Selection as Selection
    from papertrail.core.importing import ImportOptions as ImportOptions
    from papertrail.core.topics import TopicSettings as TopicSettings
    from papertrail.errors import BusyError as BusyError
    from papertrail.errors import ChannelError as ChannelError
    from papertrail.errors import ConfigError as ConfigError
    from papertrail.errors import DeliveryError as DeliveryError
    from papertrail.errors import DeliveryUnconfirmedError as DeliveryUnconfirmedError
    from papertrail.errors import DocumentError as DocumentError
    from papertrail.errors import NotFoundError as NotFoundError
    from papertrail.errors import PapertrailError as PapertrailError
    from papertrail.errors import StoreError as StoreError
    from papertrail.errors import UsageError as UsageError
    from papertrail.types.assist import AssistedText as AssistedText
    from papertrail.types.assist import SupportedSentence as SupportedSentence
    from papertrail.types.assist import Translation as Translation
    from papertrail.types.backup import Backup as Backup
    from papertrail.types.backup import Diagnosis as Diagnosis
    from papertrail.types.backup import Restored as Restored
    from papertrail.types.bibliography import BibliographyCheck as BibliographyCheck
    from papertrail.types.bibliography import BibliographyFinding as BibliographyFinding
    from papertrail.types.bibliography import FindingKind as FindingKind
    from papertrail.types.bibliography_entry import BibliographyEntry as BibliographyEntry
    from papertrail.types.bibliography_entry import EntryKind as EntryKind
    from papertrail.types.bibliography_entry import ExportedWork as ExportedWork
    from papertrail.types.bibliography_entry import PersonName as PersonName
    from papertrail.types.citation import CitedBy as CitedBy
    from papertrail.types.citation import CitedReference as CitedReference
    from papertrail.types.citation import Coupled as Coupled
    from papertrail.types.citation import CoupledPapers as CoupledPapers
    from papertrail.types.citation import References as References
    from papertrail.types.delivery import Delivery as Delivery
    from papertrail.types.delivery import DeliveryResult as DeliveryResult
    from papertrail.types.digest import DigestDay as DigestDay
    from papertrail.types.digest import DigestView as DigestView
    from papertrail.types.document import DocumentText as DocumentText
    from papertrail.types.document import Link as Link
    from papertrail.types.document import Passage as Passage
    from papertrail.types.document import Reference as Reference
    from papertrail.types.exit_code import ExitCode as ExitCode
    from papertrail.types.export import Export as Export
    from papertrail.types.export import ExportedFile as ExportedFile
    from papertrail.types.feed import ExportedFeeds as ExportedFeeds
    from papertrail.types.feed import FeedCheck as FeedCheck
    from papertrail.types.feed import FeedInfo as FeedInfo
    from papertrail.types.feed import FollowedFeeds as FollowedFeeds
    from papertrail.types.feed import ImportedFeeds as ImportedFeeds
    from papertrail.types.fetched import Document as Document
    from papertrail.types.fetched import FetchedDocument as FetchedDocument
    from papertrail.types.fetched import FetchResult as FetchResult
    from papertrail.types.fetched import GetResult as GetResult
    from papertrail.types.fetched import GotPaper as GotPaper
    from papertrail.types.fetched import ListedDocument as ListedDocument
    from papertrail.types.filter import Filter as Filter
    from papertrail.types.full_text import FullTextHit as FullTextHit
    from papertrail.types.full_text import FullTextResults as FullTextResults
    from papertrail.types.full_text import PassageHit as PassageHit
    from papertrail.types.full_text import StoredPassage as StoredPassage
    from papertrail.types.imports import ImportResult as ImportResult
    from papertrail.types.imports import Refusal as Refusal
    from papertrail.types.library import Annotations as Annotations
    from papertrail.types.library import Change as Change
    from papertrail.types.library import LibraryList as LibraryList
    from papertrail.types.library import LibraryPaper as LibraryPaper
    from papertrail.types.library import Note as Note
    from papertrail.types.library import SavedNote as SavedNote
    from papertrail.types.library import Tag as Tag
    from papertrail.types.library_reports import LibraryStatistics as LibraryStatistics
    from papertrail.types.library_reports import ReadingPlan as ReadingPlan
    from papertrail.types.library_reports import Recall as Recall
    from papertrail.types.library_reports import Recalls as Recalls
    from papertrail.types.library_reports import Review as Review
    from papertrail.types.library_reports import Suggestion as Suggestion
    from papertrail.types.library_reports import Week as Week
    from papertrail.types.mark import Mark as Mark
    from papertrail.types.mark import MarkedWork as MarkedWork
    from papertrail.types.model import ChosenModel as ChosenModel
    from papertrail.types.model import ListedModel as ListedModel
    from papertrail.types.papers import Papers as Papers
    from papertrail.types.papers import PaperVectors as PaperVectors
    from papertrail.types.progress import Progress as Progress
    from papertrail.types.reading import Answer as Answer
    from papertrail.types.reading import Answers as Answers
    from papertrail.types.reading import Aspect as Aspect
    from papertrail.types.reading import Comparison as Comparison
    from papertrail.types.reading import Glossary as Glossary
    from papertrail.types.reading import Overview as Overview
    from papertrail.types.reading import OverviewPart as OverviewPart
    from papertrail.types.reading import Quote as Quote
    from papertrail.types.reading import Term as Term
    from papertrail.types.schedule import Installation as Installation
    from papertrail.types.schedule import RunResult as RunResult
    from papertrail.types.schedule import ScheduleEntry as ScheduleEntry
    from papertrail.types.schedule import ScheduleStatus as ScheduleStatus
    from papertrail.types.search import Hit as Hit
    from papertrail.types.search import SavedSearch as SavedSearch
    from papertrail.types.search import SearchResults as SearchResults
    from papertrail.types.source import Reconciliation as Reconciliation
    from papertrail.types.status import SourceStatus as SourceStatus
    from papertrail.types.status import Status as Status
    from papertrail.types.topic import Topic as Topic
    from papertrail.types.topic_report import TopicEvaluation as TopicEvaluation
    from papertrail.types.topic_report import TopicReport as TopicReport
    from papertrail.types.topic_report import TopicSuggestions as TopicSuggestions
    from papertrail.types.triage import TriageList as TriageList
    from papertrail.types.triage import TriagePaper as TriagePaper
    from papertrail.types.triage import TriageRow as TriageRow
    from papertrail.types.update import ReconcileResult as ReconcileResult
    from papertrail.types.update import ReindexResult as ReindexResult
    from papertrail.types.update import SourceReport as SourceReport
    from papertrail.types.update import UpdateResult as UpdateResult
    from papertrail.types.update_progress import SourceProgress as SourceProgress
    from papertrail.types.update_progress import UpdateProgress as UpdateProgress
    from papertrail.types.whole_home import WholeHome as WholeHome
    from papertrail.types.work import Appearance as Appearance
    from papertrail.types.work import Event as Event
    from papertrail.types.work import Work as Work
    from papertrail.types.work import WorkInFull as WorkInFull

_MODULES = {
    "feeds.errors": ("FeedError",),
    "feeds.paper": ("Author", "Paper"),
    "index.errors": ("IndexingError",),
    "papertrail.core.application": ("open", "open_demo", "Papertrail"),
    "papertrail.core.export": ("Selection",),
    "papertrail.core.importing": ("ImportOptions",),
    "papertrail.core.topics": ("TopicSettings",),
    "papertrail.errors": (
        "BusyError",
        "ChannelError",
        "ConfigError",
        "DeliveryError",
        "DeliveryUnconfirmedError",
        "DocumentError",
        "NotFoundError",
        "PapertrailError",
        "StoreError",
        "UsageError",
    ),
    "papertrail.types.assist": ("AssistedText", "SupportedSentence", "Translation"),
    "papertrail.types.backup": ("Backup", "Diagnosis", "Restored"),
    "papertrail.types.bibliography": ("BibliographyCheck", "BibliographyFinding", "FindingKind"),
    "papertrail.types.bibliography_entry": (
        "BibliographyEntry",
        "EntryKind",
        "ExportedWork",
        "PersonName",
    ),
    "papertrail.types.citation": (
        "CitedBy",
        "CitedReference",
        "Coupled",
        "CoupledPapers",
        "References",
    ),
    "papertrail.types.delivery": ("Delivery", "DeliveryResult"),
    "papertrail.types.digest": ("DigestDay", "DigestView"),
    "papertrail.types.document": ("DocumentText", "Link", "Passage", "Reference"),
    "papertrail.types.exit_code": ("ExitCode",),
    "papertrail.types.export": ("Export", "ExportedFile"),
    "papertrail.types.feed": (
        "ExportedFeeds",
        "FeedCheck",
        "FeedInfo",
        "FollowedFeeds",
        "ImportedFeeds",
    ),
    "papertrail.types.fetched": (
        "Document",
        "FetchedDocument",
        "FetchResult",
        "GetResult",
        "GotPaper",
        "ListedDocument",
    ),
    "papertrail.types.filter": ("Filter",),
    "papertrail.types.full_text": ("FullTextHit", "FullTextResults", "PassageHit", "StoredPassage"),
    "papertrail.types.imports": ("ImportResult", "Refusal"),
    "papertrail.types.library": (
        "Annotations",
        "Change",
        "LibraryList",
        "LibraryPaper",
        "Note",
        "SavedNote",
        "Tag",
    ),
    "papertrail.types.library_reports": (
        "LibraryStatistics",
        "ReadingPlan",
        "Recall",
        "Recalls",
        "Review",
        "Suggestion",
        "Week",
    ),
    "papertrail.types.mark": ("Mark", "MarkedWork"),
    "papertrail.types.model": ("ChosenModel", "ListedModel"),
    "papertrail.types.papers": ("Papers", "PaperVectors"),
    "papertrail.types.progress": ("Progress",),
    "papertrail.types.reading": (
        "Answer",
        "Answers",
        "Aspect",
        "Comparison",
        "Glossary",
        "Overview",
        "OverviewPart",
        "Quote",
        "Term",
    ),
    "papertrail.types.schedule": ("Installation", "RunResult", "ScheduleEntry", "ScheduleStatus"),
    "papertrail.types.search": ("Hit", "SavedSearch", "SearchResults"),
    "papertrail.types.source": ("Reconciliation",),
    "papertrail.types.status": ("SourceStatus", "Status"),
    "papertrail.types.topic": ("Topic",),
    "papertrail.types.topic_report": ("TopicEvaluation", "TopicReport", "TopicSuggestions"),
    "papertrail.types.triage": ("TriageList", "TriagePaper", "TriageRow"),
    "papertrail.types.update": ("ReconcileResult", "ReindexResult", "SourceReport", "UpdateResult"),
    "papertrail.types.whole_home": ("WholeHome",),
    "papertrail.types.update_progress": ("SourceProgress", "UpdateProgress"),
    "papertrail.types.work": ("Appearance", "Event", "Work", "WorkInFull"),
}
"""The public names, by the module that defines each."""
_DEFINED_IN = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _DEFINED_IN:
        raise AttributeError(f"module 'papertrail' has no attribute {name!r}")
    value: object = getattr(importlib.import_module(_DEFINED_IN[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(_DEFINED_IN)
