"""Deliver digests by mail, to chat and push services, into folders and to webhooks."""
