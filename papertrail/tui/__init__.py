"""Screens in the terminal. Textual is imported here only."""
