"""Send HTTP requests: client, rate limits, redirects and conditional requests."""
