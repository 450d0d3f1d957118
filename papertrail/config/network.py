"""Declare the settings of the table [network]."""

from papertrail.config import values
from papertrail.config.setting import Section, Setting, defaults
from papertrail.config.settings import Network

MIRROR_VARIABLE = "PAPERTRAIL_MIRROR"

_network = defaults(Network)

NETWORK = Section(
    name="network",
    help="How sources are reached. Times are in seconds.",
    settings=(
        Setting(
            key="contact",
            read=values.words,
            default=_network["contact"],
            help="An address that upstreams can write to, sent with each request.",
            example='"you@example.org"',
            starter="comment",
        ),
        Setting(
            key="mirror",
            read=values.address,
            default=_network["mirror"],
            help="Send every request for https://HOST/PATH to MIRROR/HOST/PATH.",
            example='"http://mirror.example.org:8099"',
            starter="comment",
            variable=MIRROR_VARIABLE,
        ),
        Setting(
            key="arxiv_interval",
            read=values.seconds,
            default=_network["arxiv_interval"],
            help="Between two requests to arXiv, over all its hosts. Less than 3 needs a mirror.",
        ),
        Setting(
            key="interval",
            read=values.seconds,
            default=_network["interval"],
            help="Between two requests to any one other host. Less than 1 needs a mirror.",
        ),
        Setting(
            key="backoff",
            read=values.seconds,
            default=_network["backoff"],
            help="Before a failed request is tried again, doubled each time.",
        ),
        Setting(
            key="timeout",
            read=values.duration,
            default=_network["timeout"],
            help="How long a host may send nothing.",
        ),
        Setting(
            key="deadline",
            read=values.duration,
            default=_network["deadline"],
            help="How long one answer may take from its first to its last byte.",
        ),
        Setting(
            key="max_mb",
            read=values.whole,
            default=_network["max_mb"],
            help="The largest answer that is read, in MiB.",
        ),
        Setting(
            key="private_redirects",
            read=values.switch,
            default=_network["private_redirects"],
            help="Follow redirects into private networks.",
        ),
    ),
)
