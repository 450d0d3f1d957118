"""The query syntax as users read it, and its field names."""

SYNTAX = """\b
words                 any of them; the best match first
"exact phrase"        a phrase that has to be there
+word -word           a word or "phrase" that has to be there, or must not
a AND (b OR c) NOT d  operators in capitals; NOT is for one word, "phrase" or (group)
title:mamba           title:"state space"; abstract:mamba
author:finn           author:"Chelsea Finn" or author:"C. Finn" for one of them
cat:cs.LG             a category; cat:cs for the whole archive
venue:NeurIPS         venue:"ICML 2024" for one year
year:2024             year:2020-2024, year:>=2023
since:7d until:2w     or a day, month or year: since:2026-06-17, until:2025
source:arxiv          a feed, as papertrail feeds list names them, or the part before its colon
state:later           of yours: new, later, reading, read, discarded; or status:like, dislike
tag:robots            a tag of yours; has:note, has:pdf or has:code
id:2606.28729         that paper

\b
A minus before a field leaves out what it names: -cat:cs.CV. Anything else is words.

\b
Put a query with quotes or parentheses into single quotes:
  papertrail search 'robots "few-shot" -survey'
"""

FIELDS = {
    "author": "author",
    "au": "author",
    "cat": "cat",
    "category": "cat",
    "venue": "venue",
    "year": "year",
    "since": "since",
    "until": "until",
    "source": "source",
    "state": "state",
    "status": "state",
    "tag": "tag",
    "has": "has",
    "id": "id",
    "title": "title",
    "ti": "title",
    "abstract": "abstract",
    "abs": "abstract",
}
"""Names of fields, and the field that each means."""

LISTS = {
    "author": "authors",
    "cat": "categories",
    "venue": "venues",
    "source": "sources",
    "state": "statuses",
    "tag": "tags",
    "has": "has",
}
"""Fields that may have several values, and the attribute of `Filter` that each is."""

PLACES = ("title", "abstract")
"""Fields that say where a word or phrase has to be."""
