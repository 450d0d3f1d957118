"""Follows the research frontier: stores papers, searches them by meaning, and picks the few worth
reading each day.
"""
