"""Deprecated names of the HTTP client, for plug-ins written for papertrail 0.1.0."""

import warnings

from feeds.http.client import RateLimitedClient as PoliteDoor
from feeds.http.contract import FEED_TYPES, Response
from feeds.http.contract import HttpClient as Door
from feeds.http.contract import RequestPolicy as Manners

__all__ = ["FEED_TYPES", "Door", "Manners", "PoliteDoor", "Response"]

warnings.warn(
    "feeds.polite is now feeds.http.contract (HttpClient, RequestPolicy, Response) and "
    "feeds.http.client (RateLimitedClient); it will be removed in 0.3",
    DeprecationWarning,
    stacklevel=2,
)
