"""Fetch from arXiv: its API, announcements, OAI-PMH and listings."""
