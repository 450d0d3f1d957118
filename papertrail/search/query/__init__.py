"""The query syntax: parse what a user types, and write filters in it."""

from papertrail.search.query.fields import both as both
from papertrail.search.query.fields import day as day
from papertrail.search.query.fields import spell as spell
from papertrail.search.query.parse import LONGEST as LONGEST
from papertrail.search.query.parse import parse as parse
from papertrail.search.query.syntax import FIELDS as FIELDS
from papertrail.search.query.syntax import SYNTAX as SYNTAX
