"""Set up a home."""

from papertrail.core.resources import Resources
from papertrail.errors import PapertrailError


def init(resources: Resources) -> bool:
    """Write a configuration with starter topics and feeds, and create the database.

    An existing configuration stays as it is; it is only checked.

    Returns:
        Whether the configuration was written.

    Raises:
        PapertrailError: the folder can't be written to.
        ConfigError: the existing configuration can't be used.
    """
    from papertrail import user_files
    from papertrail.config import starter

    home = resources.home
    try:
        home.make()
        new = not home.config_file.exists()
        if new:
            user_files.write(home.config_file, starter().encode(), mode=0o600)
    except OSError as error:
        raise PapertrailError(
            f"can't write to {error.filename or home.root} ({error.strerror})",
            "make it writable, or name another folder in PAPERTRAIL_HOME",
        ) from error
    resources.forget_config()
    resources.created_store()
    return new
