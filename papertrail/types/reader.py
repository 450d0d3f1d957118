"""Readers: the people whose marks, digests, searches and deliveries a database keeps."""

DEFAULT_READER = "me"
"""The reader of a home where no other is named."""
