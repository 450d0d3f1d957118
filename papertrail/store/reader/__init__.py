"""Store what one reader does: marks, digests, deliveries, saved searches, topic models."""
