"""config.toml: declared settings, a loader with errors that name the line, and edits."""

from papertrail.config.loader import load as load
from papertrail.config.loader import parse as parse
from papertrail.config.loader import read as read
from papertrail.config.settings import Config as Config
from papertrail.config.settings import DigestSettings as DigestSettings
from papertrail.config.settings import ModelChoice as ModelChoice
from papertrail.config.settings import Network as Network
from papertrail.config.starter import starter as starter

__all__ = ["Config", "DigestSettings", "ModelChoice", "Network", "load", "parse", "read", "starter"]
