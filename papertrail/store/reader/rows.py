"""Base of the classes that read or write the rows of one reader."""

import sqlite3

from papertrail.types.reader import DEFAULT_READER


class ReaderRows:
    """The rows of some tables that belong to one reader."""

    def __init__(self, connection: sqlite3.Connection, reader: str = DEFAULT_READER) -> None:
        self._connection = connection
        self._reader = reader
