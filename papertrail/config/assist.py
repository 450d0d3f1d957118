"""Declare the settings of the table [assist]: the language model that a user may have."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from papertrail.config import values
from papertrail.config.setting import Section, Setting, defaults


@dataclass(frozen=True, slots=True)
class AssistSettings:
    """The table [assist]. Without `url` and `model`, nothing is ever sent.

    Attributes:
        url: the base address of an OpenAI-compatible API, such as http://127.0.0.1:11434/v1.
        model: its name there.
        secret_file: a file that holds the key.
        budget: tokens a day, of prompts and answers together.
        context: tokens that the model reads at once, its answer included.
        language: what `translate` translates into, as a code such as zh.
        timeout: seconds that an answer may take.
    """

    url: str | None = None
    model: str | None = None
    secret_file: Path | None = None
    budget: int = 200_000
    context: int = 8_192
    language: str = "en"
    timeout: float = 120.0

    @property
    def settings(self) -> str:
        """The name of its table in config.toml, which its key in the keyring has too."""
        return "assist"

    @property
    def variable(self) -> str:
        """The environment variable of the key."""
        return "PAPERTRAIL_ASSIST_KEY"


_LEAST_TOKENS = 1000
_assist = defaults(AssistSettings)


def _api(value: object) -> str:
    address = values.address(value).rstrip("/")
    parts = urlsplit(address)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("an address without login and query; the key belongs in secret_file")
    return address.removesuffix("/chat/completions")


def _tokens(value: object) -> int:
    number = values.whole(value)
    if number < _LEAST_TOKENS:
        raise ValueError(f"a number of tokens, {_LEAST_TOKENS} or more")
    return number


ASSIST = Section(
    name="assist",
    starter="comment",
    help="A language model for `summary`, `ask --llm` and `translate`: any address that speaks "
    "OpenAI's chat API (Ollama, llama.cpp, vLLM, or a hosted one). Nothing is sent anywhere "
    "without `url` and `model`. See [assist](assist.md).",
    settings=(
        Setting(
            key="url",
            read=_api,
            default=_assist["url"],
            help="The base address of the API.",
            example='"http://127.0.0.1:11434/v1"',
            starter="comment",
        ),
        Setting(
            key="model",
            read=values.words,
            default=_assist["model"],
            help="The model's name there.",
            example='"qwen3:8b"',
            starter="comment",
        ),
        Setting(
            key="secret_file",
            read=values.path,
            default=_assist["secret_file"],
            help="A file with the key, readable by you alone. PAPERTRAIL_ASSIST_KEY and the "
            "keyring's entry `assist` of the service `papertrail` work too.",
            example='"~/.config/papertrail-assist"',
            secret=True,
        ),
        Setting(
            key="budget",
            read=_tokens,
            default=_assist["budget"],
            help="The most tokens a day, of prompts and answers together.",
        ),
        Setting(
            key="context",
            read=_tokens,
            default=_assist["context"],
            help="The tokens that the model reads at once, its answer included.",
        ),
        Setting(
            key="language",
            read=values.words,
            default=_assist["language"],
            help="What `translate` translates into: a language's name or code, such as `zh`.",
            example='"zh"',
            starter="comment",
        ),
        Setting(
            key="timeout",
            read=values.duration,
            default=_assist["timeout"],
            help="Seconds that an answer may take.",
        ),
    ),
)
