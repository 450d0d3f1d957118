"""Declare the settings of the table [documents]."""

from dataclasses import dataclass
from functools import partial

from papertrail.config import values
from papertrail.config.setting import Section, Setting, defaults

AUTO = ("off", "liked", "saved")


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """The table [documents]."""

    auto: str = "off"
    per_update: int = 20
    max_mb: int = 100


_documents = defaults(DocumentSettings)

DOCUMENTS = Section(
    name="documents",
    help="PDFs and their full texts. See [documents](documents.md).",
    starter="comment",
    settings=(
        Setting(
            key="auto",
            read=partial(values.one_of, AUTO),
            default=_documents["auto"],
            help="Which PDFs `papertrail update` fetches: `off` none, `liked` those of papers that "
            "you like, `saved` also those that you keep for later or are reading.",
            example='"liked"',
            starter="comment",
        ),
        Setting(
            key="per_update",
            read=values.whole,
            default=_documents["per_update"],
            help="The most PDFs that one update fetches; the next goes on.",
        ),
        Setting(
            key="max_mb",
            read=values.whole,
            default=_documents["max_mb"],
            help="The largest PDF that is taken, in MiB.",
        ),
    ),
)
