"""`python -m papertrail`."""

from papertrail.cli import main

main()
