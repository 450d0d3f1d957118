"""Open the HTTP client for upstreams."""

from typing import TYPE_CHECKING

from papertrail.core.resources import Resources

if TYPE_CHECKING:
    from feeds.http.client import RateLimitedClient


def open_client(
    resources: Resources, *, attempts: int | None = None, max_bytes: int | None = None
) -> "RateLimitedClient":
    """Return the HTTP client for upstreams, set up as the configuration says.

    Args:
        resources: the home.
        attempts: tries of one request, in place of the usual.
        max_bytes: of one answer, in place of the setting.
    """
    from feeds.http.client import RateLimitedClient
    from feeds.http.contract import RequestPolicy

    network = resources.config.network
    policy = RequestPolicy(
        arxiv_interval=network.arxiv_interval,
        other_interval=network.interval,
        backoff=network.backoff,
        connect_timeout=min(RequestPolicy().connect_timeout, network.timeout),
        read_timeout=network.timeout,
        deadline=network.deadline,
        max_bytes=max_bytes or network.max_mb << 20,
        attempts=attempts or RequestPolicy().attempts,
        private_redirects=network.private_redirects,
    )
    return RateLimitedClient(
        resources.home.state, policy, network.mirror, network.contact, resources.progress.detail
    )
