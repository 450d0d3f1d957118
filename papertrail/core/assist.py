"""Let a configured language model summarise, answer and translate; check all that it says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from papertrail import clock
from papertrail.assist.client import ChatClient, Reply, not_configured
from papertrail.assist.grounding import Grounded, ground, same_facts
from papertrail.assist.injections import without_instructions
from papertrail.assist.prompts import Prompt, about_passages, count_tokens, to_translate, visible
from papertrail.config.assist import AssistSettings
from papertrail.core.document_text import full_text
from papertrail.core.papers import resolve
from papertrail.core.reading import Reading
from papertrail.core.resources import Resources
from papertrail.errors import AssistError, UsageError
from papertrail.types.assist import AssistedText, SupportedSentence, Translation
from papertrail.types.reading import Quote
from papertrail.types.work import Work

if TYPE_CHECKING:
    from papertrail.types.document import DocumentText, Passage

_ANSWER = 1_000
"""Tokens of an answer or a summary."""
_SHARE = 0.75
"""The share of the model's context that prompts may fill; the count of tokens is an estimate."""
_SUMMARY = (
    "Summarise the paper in five to eight sentences: the problem, what is new, how it works, on "
    "which data, the main results with their numbers, and the limitations."
)
_LANGUAGE = re.compile(r"[^\W\d_][^\W\d_ -]*(?:[ -][^\W\d_]+){0,3}")
_PASSAGES = 12
"""Passages that a question is answered from."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A passage with its paper."""

    work: Work
    passage: "Passage"


class Assist:
    """The language model's acts. Papers are named as for `core.papers.resolve`.

    Nothing is sent unless [assist] has an address and a model. All methods raise AssistError if
    there is none, the budget is used up, or the model gives no usable answer.
    """

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    def summary(self, paper: str) -> AssistedText:
        """Return a summary of a paper, each sentence with the words that prove it.

        Raises:
            NotFoundError: the paper is not stored, or has no text.
        """
        from papertrail.reading.overview import overview
        from papertrail.reading.vectors import ready

        self._settings()
        work = resolve(self._resources, paper)
        document = full_text(self._resources, work, paper)
        encoder = self._resources.semantics().encoder
        text = ready(document, encoder, self._resources.home.cache / "sentences")
        parts = overview(text, encoder)
        quoted = [quote.text for part in parts for quote in part.quotes]
        passages = _first([*_holding(document, quoted), *document.passages])
        return self._about(_SUMMARY, "", [_Source(work, passage) for passage in passages])

    def ask(
        self, question: str, papers: Sequence[str] = (), *, topic: str | None = None
    ) -> AssistedText:
        """Return an answer from the passages of papers that are closest to a question.

        Raises:
            UsageError: the question has no words.
            NotFoundError: a paper is not stored, or none has a text.
        """
        self._settings()
        reading = Reading(self._resources)
        found = reading.ask(question, papers, topic=topic, count=2 * _PASSAGES, doubtful=True)
        sources: list[_Source] = []
        for answer in found.answers:
            document = full_text(self._resources, answer.work, answer.work.id)
            holding = _holding(document, [answer.quotes[answer.best].text])
            sources += [_Source(answer.work, passage) for passage in holding]
        kept = list({(each.work.key, each.passage.number): each for each in sources}.values())
        return self._about(f"Answer the question: {question}", question, kept[:_PASSAGES])

    def translate(self, paper: str, language: str | None = None) -> Translation:
        """Return the title and abstract of a paper in another language.

        A translation is stored by the text that it is of, and asked for once. One that lacks
        numbers or addresses of the original, or has others, is refused.

        Raises:
            NotFoundError: the paper is not stored.
            UsageError: the language's name is no name.
        """
        work = resolve(self._resources, paper)
        wanted = (language or self._resources.config.assist.language).strip()
        if not _LANGUAGE.fullmatch(wanted):
            raise UsageError(f"{wanted!r} is no language; write a code such as zh, or a name")
        texts = [text for text in (work.title, work.abstract) if text.strip()]
        stored = [self._resources.store.assist.translation(text, wanted) for text in texts]
        made = [
            known or self._translated(text, wanted)
            for text, known in zip(texts, stored, strict=True)
        ]
        by_text = dict(zip(texts, made, strict=True))
        return Translation(
            work,
            wanted,
            by_text.get(work.title, ""),
            by_text.get(work.abstract, ""),
            all(known is not None for known in stored),
        )

    def _translated(self, text: str, language: str) -> str:
        settings = self._settings()
        prompt = to_translate(text, _language_name(language))
        reply = self._send(prompt, 3 * count_tokens(text) + 100)
        translated = " ".join(visible(reply.text).split())
        if not reply.whole or not same_facts(text, translated):
            raise AssistError(
                "the translation was refused: it lacks numbers or addresses of the original, or "
                "has others",
                "try again, or take another model; nothing was stored",
            )
        with self._resources.store.transaction() as tx:
            tx.assist.save_translation(
                text, language, translated, settings.model or "", clock.now()
            )
        return translated

    def _about(self, task: str, question: str, sources: list[_Source]) -> AssistedText:
        """Put a task about passages to the model, and keep what the passages support."""
        limit = int(_SHARE * self._settings().context) - _ANSWER
        fitting = _fitting(task, sources, limit)
        texts = [without_instructions(source.passage.text) for source in fitting]
        prompt = about_passages(task, texts)
        reply = self._send(prompt, _ANSWER)
        checked = ground(reply.text, texts)
        return AssistedText(
            question,
            tuple({source.work.key: source.work for source in fitting}.values()),
            _sentences(checked, fitting),
            checked.struck,
            max(reply.tokens, prompt.tokens + count_tokens(reply.text)),
        )

    def _send(self, prompt: Prompt, most_tokens: int) -> Reply:
        """Send a prompt within the day's budget, after its size was reported."""
        from papertrail.delivery.secrets import secret

        settings = self._settings()
        store, day = self._resources.store, clock.now().date().isoformat()
        wanted = prompt.tokens + most_tokens
        left = settings.budget - store.assist.used(day)
        if wanted > left:
            raise AssistError(
                f"about {wanted} tokens are needed, and {max(0, left)} of today's budget of "
                f"{settings.budget} are left; nothing was sent",
                "raise budget in [assist], or wait until tomorrow (UTC)",
            )
        if wanted > settings.context:
            raise AssistError(
                f"about {wanted} tokens are needed, and the model reads {settings.context}; "
                "nothing was sent",
                "raise context in [assist] if the model reads more",
            )
        host = urlsplit(settings.url or "").netloc
        self._resources.progress.note(
            f"sending about {prompt.tokens} tokens to {host} ({left} of today's budget are left)"
        )
        client = ChatClient(settings, secret(settings))
        with store.transaction() as tx:
            tx.assist.add_usage(day, wanted)
        reply = client.complete(prompt.system, prompt.user, most_tokens)
        spent = max(reply.tokens, prompt.tokens + count_tokens(reply.text))
        with store.transaction() as tx:
            tx.assist.add_usage(day, spent - wanted)
        return reply

    def _settings(self) -> AssistSettings:
        settings = self._resources.config.assist
        if not settings.url or not settings.model:
            raise not_configured()
        return settings


def _sentences(checked: Grounded, sources: Sequence[_Source]) -> tuple[SupportedSentence, ...]:
    found = []
    for claim in checked.claims:
        first = sources[claim.passages[0]]
        pages = dict.fromkeys(sources[place].passage.page for place in claim.passages)
        quote = Quote(claim.quote, first.passage.page, first.passage.section)
        found.append(SupportedSentence(claim.sentence, first.work, quote, tuple(pages)))
    return tuple(found)


def _fitting(task: str, sources: Sequence[_Source], limit: int) -> list[_Source]:
    """Return the first sources that fit into a prompt, in the order of the papers' pages."""
    chosen: list[_Source] = []
    used = about_passages(task, []).tokens
    for source in sources:
        used += count_tokens(source.passage.text) + 3
        if used > limit and chosen:
            break
        chosen.append(source)
    order = {source.work.key: place for place, source in reversed([*enumerate(chosen)])}
    return sorted(chosen, key=lambda source: (order[source.work.key], source.passage.number))


def _holding(document: "DocumentText", sentences: Sequence[str]) -> "list[Passage]":
    """Return the passages that hold sentences, in the sentences' order."""
    return [
        passage
        for sentence in sentences
        for passage in document.passages
        if sentence in passage.text
    ]


def _first(passages: "Sequence[Passage]") -> "list[Passage]":
    """Return passages, each once."""
    return list({passage.number: passage for passage in passages}.values())


def _language_name(code: str) -> str:
    names = {
        "zh": "Chinese (simplified)",
        "en": "English",
        "de": "German",
        "fr": "French",
        "es": "Spanish",
        "ja": "Japanese",
        "ko": "Korean",
        "pt": "Portuguese",
        "ru": "Russian",
        "it": "Italian",
    }
    return names.get(code.casefold(), code)
