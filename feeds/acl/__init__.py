"""The ACL Anthology."""
