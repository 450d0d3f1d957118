"""The outcomes of an act, as exit codes of the command line."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of papertrail's processes."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    """Something was done, and something was left out."""
    STOPPED = 130
    """Ctrl-C, as shells count it: 128 and the number of SIGINT."""
