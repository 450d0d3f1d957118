"""Embedding, vector search and keyword search over integer keys; independent of papertrail.

Texts and keys go in; keys and scores come out.
"""
