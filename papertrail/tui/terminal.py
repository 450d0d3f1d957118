"""Notice that the terminal is gone."""

import os
import sys


def is_gone() -> bool:
    """Return whether the terminal of standard input was closed.

    Where SIGHUP is ignored, nothing else says so: Textual reads the end of its input for ever.
    """
    try:
        os.tcgetpgrp(sys.__stdin__.fileno() if sys.__stdin__ else 0)
    except OSError:
        return True
    return False
