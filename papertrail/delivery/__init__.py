"""Digests on their way to where their reader reads: mail, chat and push services, folders,
webhooks.
"""
