"""What topics have learnt, kept so that nothing is learnt twice. All of it can be made again."""

import sqlite3

BACKGROUND = ""
"""The name under which the sample of all papers stands; no topic can have it."""


class TopicModels:
    """The table `topic_models`: for each topic what it learnt, with what that was made from."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, topic: str) -> tuple[str, bytes] | None:
        """Return what a topic's model was made from, and the model; None where there is none."""
        row = self._connection.execute(
            "SELECT made_from, content FROM topic_models WHERE topic = ?", [topic]
        ).fetchone()
        return (row["made_from"], row["content"]) if row else None

    def put(self, topic: str, made_from: str, content: bytes) -> None:
        """Keep a model in place of an earlier one. To be called in a transaction."""
        self._connection.execute(
            "INSERT OR REPLACE INTO topic_models (topic, made_from, content) VALUES (?, ?, ?)",
            [topic, made_from, content],
        )

    def remove(self, topic: str) -> None:
        """Forget a topic's model. To be called in a transaction."""
        self._connection.execute("DELETE FROM topic_models WHERE topic = ?", [topic])
