"""Topics: words, examples and rules -> how relevant papers are, and why."""

from papertrail.topics.ranker import Ranker as Ranker
from papertrail.topics.ranker import Scores as Scores

__all__ = ["Ranker", "Scores"]
