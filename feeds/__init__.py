"""Fetch papers from their sources as `Paper` records: upstream formats and the HTTP client."""
