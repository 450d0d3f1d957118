"""Texts to vectors: models, engines, devices."""
