"""Models that are worth a try, with what their authors publish about them.

Prompts are from the models' cards, for those whose settings do not carry them. Sources are listed
in docs/search.md.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KnownModel:
    """A published embedding model.

    Attributes:
        name: Its id on the Hugging Face hub, or the name of the model that is installed along.
        dim: The length of its vectors.
        max_tokens: The tokens of a text that it reads.
        megabytes: The size of its weights.
        query_prompt: What it was trained with before a query, where its settings do not say so.
        document_prompt: The same before a document.
        multilingual: Whether it was trained on many languages.
        matryoshka: Whether it was trained so that the first numbers of its vectors suffice.
        scifact: nDCG@10 on SciFact as published; None where we know of no figure.
        remark: What else decides whether to use it.
    """

    name: str
    dim: int
    max_tokens: int
    megabytes: int
    query_prompt: str | None = None
    document_prompt: str | None = None
    matryoshka: bool = False
    multilingual: bool = False
    scifact: float | None = None
    remark: str = ""


MULTILINGUAL = "intfloat/multilingual-e5-small"
"""The smallest known model that reads other languages than English."""
_BGE = "Represent this sentence for searching relevant passages: "

KNOWN = (
    KnownModel(
        "all-MiniLM-L6-v2", 384, 256, 91, scifact=0.645, remark="installed along; the fastest"
    ),
    KnownModel(
        "BAAI/bge-small-en-v1.5",
        384,
        512,
        133,
        query_prompt=_BGE,
        scifact=0.713,
        remark="small and better as published; not measured here",
    ),
    KnownModel(
        "BAAI/bge-base-en-v1.5",
        768,
        512,
        438,
        query_prompt=_BGE,
        scifact=0.743,
        remark="for a GPU or patience",
    ),
    KnownModel(
        "intfloat/e5-small-v2", 384, 512, 134, query_prompt="query: ", document_prompt="passage: "
    ),
    KnownModel(
        "intfloat/e5-base-v2", 768, 512, 438, query_prompt="query: ", document_prompt="passage: "
    ),
    KnownModel(
        MULTILINGUAL,
        384,
        512,
        471,
        query_prompt="query: ",
        document_prompt="passage: ",
        multilingual=True,
        remark="a hundred languages; not measured here",
    ),
    KnownModel("Alibaba-NLP/gte-modernbert-base", 768, 8192, 298, remark="whole pages; for a GPU"),
    KnownModel(
        "Qwen/Qwen3-Embedding-0.6B",
        1024,
        32768,
        1192,
        matryoshka=True,
        multilingual=True,
        remark="many languages; for a GPU",
    ),
    KnownModel(
        "sentence-transformers/allenai-specter",
        768,
        512,
        440,
        remark="trained on citations of papers",
    ),
)


def known(name: str) -> KnownModel | None:
    """Return the known model of an id or of a folder's name, in any case; None if there is none."""
    last = name.rstrip("/").rpartition("/")[2].casefold()
    return next(
        (model for model in KNOWN if model.name.rpartition("/")[2].casefold() == last), None
    )
