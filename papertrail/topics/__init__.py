"""Topics: words, examples and rules -> how relevant papers are, and why."""

from papertrail.topics.ranking import Ranker as Ranker
from papertrail.topics.ranking import Scores as Scores

__all__ = ["Ranker", "Scores"]
