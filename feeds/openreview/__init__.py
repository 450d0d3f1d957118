"""Fetch from OpenReview."""
