"""The outside world as `Paper` records: upstream formats and polite HTTP, nothing of storage or
vectors.
"""
