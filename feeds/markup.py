"""Deprecated name of `feeds.parsing`, for plug-ins written for papertrail 0.1.0."""

import warnings

from feeds.parsing import parse_html, parse_json, parse_xml, plain

__all__ = ["parse_html", "parse_json", "parse_xml", "plain"]

warnings.warn(
    "feeds.markup is now feeds.parsing; it will be removed in 0.3",
    DeprecationWarning,
    stacklevel=2,
)
