"""Decide what the keyword index holds of a work."""

from itertools import chain

from index.keywords import analysis
from index.keywords.index import Entry
from papertrail.text.names import name_spellings
from papertrail.text.words import label
from papertrail.types.dates import day_number
from papertrail.types.work import Work


def entry(work: Work) -> Entry:
    """Return what is indexed of a work."""
    tags = set[str]()
    for category in map(label, work.categories):
        tags |= {f"cat:{category}", f"cat:{category.partition('.')[0]}"}
    for source in map(label, work.sources):
        tags |= {f"source:{source}", f"source:{source.partition(':')[0]}"}
    if work.publication_year:
        tags.add(f"year:{work.publication_year}")
    tags |= _title_tags(work)
    names = chain.from_iterable(name_spellings(author.name) for author in work.authors)
    return Entry(work.key, work.text, tuple(names), sorted(tags), day_number(work.published))


def _title_tags(work: Work) -> set[str]:
    """Return which words the title has, and which of them the abstract does not have."""
    title = set(analysis.terms(work.title))
    missing = title.difference(analysis.terms(work.abstract))
    return {*(f"title:{term}" for term in title), *(f"title-only:{term}" for term in missing)}
