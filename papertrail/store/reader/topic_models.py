"""Store the models that a reader's topics have learnt. All of them can be made again."""

from papertrail.store.reader.rows import ReaderRows

BACKGROUND = ""
"""The key of the sample of all papers; no topic can have it as its name."""


class TopicModels(ReaderRows):
    """One reader's rows of `topic_models`: a topic's model, and a hash of its inputs."""

    def get(self, topic: str) -> tuple[str, bytes] | None:
        """Return what a topic's model was made from, and the model; None where there is none."""
        row = self._connection.execute(
            "SELECT made_from, content FROM topic_models WHERE reader = ? AND topic = ?",
            [self._reader, topic],
        ).fetchone()
        if not row:
            return None
        return (row["made_from"], row["content"])


class TopicModelWriter(ReaderRows):
    """Write one reader's topic models."""

    def put(self, topic: str, made_from: str, content: bytes) -> None:
        """Save a model in place of an earlier one."""
        self._connection.execute(
            "INSERT OR REPLACE INTO topic_models (reader, topic, made_from, content)"
            " VALUES (?, ?, ?, ?)",
            [self._reader, topic, made_from, content],
        )

    def remove(self, topic: str) -> None:
        """Remove a topic's model."""
        self._connection.execute(
            "DELETE FROM topic_models WHERE reader = ? AND topic = ?", [self._reader, topic]
        )
