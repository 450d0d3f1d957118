"""Render papers, hits and digests as text for people and as data for programs."""
