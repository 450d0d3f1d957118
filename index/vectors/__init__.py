"""Vectors on disk and their nearest neighbours."""
