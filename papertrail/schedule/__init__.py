"""Run updates and deliveries at set times, and record their results."""
