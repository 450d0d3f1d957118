"""config.toml as typed settings, with errors that name the line and the fix."""

from papertrail.config.file import load as load
from papertrail.config.file import parse as parse
from papertrail.config.file import read as read
from papertrail.config.file import starter as starter
from papertrail.config.settings import Config as Config
from papertrail.config.settings import DigestSettings as DigestSettings
from papertrail.config.settings import ModelChoice as ModelChoice
from papertrail.config.settings import Network as Network
from papertrail.types.topic import Topic as Topic

__all__ = [
    "Config",
    "DigestSettings",
    "ModelChoice",
    "Network",
    "Topic",
    "load",
    "parse",
    "read",
    "starter",
]
