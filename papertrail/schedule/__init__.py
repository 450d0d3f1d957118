"""Runs at set times: when they are due, what came of them, and who starts them."""
