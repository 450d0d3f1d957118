"""Fetch from the ACL Anthology."""
