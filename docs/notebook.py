"""Run the cells below on the bundled sample and write them, with what they print, as a notebook.

    python docs/notebook.py            # run the cells
    python docs/notebook.py --write    # and write docs/notebook.ipynb

A cell begins with a line of `# %%`; `# %% [markdown]` begins a text. Needs no network and no
Jupyter: what a cell prints, and the text of its last expression, are kept as its outputs.
"""

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).with_name("notebook.ipynb")
CELLS = """\
# %% [markdown]
# # papertrail in a notebook
#
# `papertrail.open()` opens your own home. This notebook uses the bundled sample, without network.
# %%
from contextlib import ExitStack

import papertrail

stack = ExitStack()
paper = stack.enter_context(papertrail.open_demo())
paper.papers()
# %% [markdown]
# ## Search
#
# A search returns hits, best first. `to_pandas()` makes a table of any list of papers.
# %%
found = paper.search("learning without labels by comparing two views of an image", count=5)
for hit in found.hits:
    print(f"{hit.score:.2f}  {hit.work.year}  {hit.work.title}")
# %%
found.to_pandas()[["title", "venue", "score"]]
# %% [markdown]
# ## All papers as a table
#
# The query syntax is that of `papertrail search`.
# %%
table = paper.papers("since:2017-01-01 until:2021-12-31").to_pandas()
table.groupby(table.published.str[:4]).size()
# %% [markdown]
# ## Vectors
#
# One row a paper, of unit length: products are cosines. Here the two papers that are most alike:
# %%
import numpy as np

vectors = paper.vectors()
cosines = vectors.array @ vectors.array.T
np.fill_diagonal(cosines, -1)
first, second = np.unravel_index(cosines.argmax(), cosines.shape)
for place in (first, second):
    print(paper.show(vectors.ids[place]).work.title)
# %%
question = paper.embed(["Can attention replace recurrence?"])
best = (vectors.array @ question[0]).argsort()[::-1][:3]
[paper.show(vectors.ids[place]).work.title for place in best]
# %% [markdown]
# ## Marks and topics
#
# What you mark teaches the topics, as on the command line; `library.undo()` takes it back.
# %%
paper.mark("like", ["arxiv:1706.03762"])
paper.library.tag(["arxiv:1706.03762"], ["attention"])
paper.library.list("tag:attention").to_pandas()[["title", "opinions", "tags"]]
# %%
for section in paper.digest(since="1900-01-01").sections:
    print(section.topic)
    for entry in section.entries[:2]:
        print("   ", entry.work.title)
# %%
stack.close()
"""


def main() -> None:
    """Run the cells; write them if asked to."""
    cells = run()
    if "--write" in sys.argv[1:]:
        notebook = {
            "cells": cells,
            "metadata": {
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        NOTEBOOK.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")


def run() -> list[dict[str, Any]]:
    """Run all cells in one namespace; return them as a notebook has them."""
    names: dict[str, Any] = {}
    made = []
    for number, part in enumerate(CELLS.split("# %%")[1:]):
        kind, _, text = part.partition("\n")
        shared = {"id": f"cell-{number}", "metadata": {}}
        if "markdown" in kind:
            lines = [line.removeprefix("#").removeprefix(" ") for line in text.splitlines()]
            made.append({"cell_type": "markdown", "source": "\n".join(lines), **shared})
        else:
            count = 1 + sum(cell["cell_type"] == "code" for cell in made)
            code = {"cell_type": "code", "execution_count": count, "source": text.strip()}
            made.append(code | {"outputs": _outputs(text, names, count), **shared})
    return made


def _outputs(text: str, names: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Run a cell; return what it prints, and its last expression."""
    tree = ast.parse(text)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "a cell", "exec"), names)
        value = eval(compile(last, "a cell", "eval"), names) if last else None
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": printed.getvalue()})
    if value is not None:
        data = {"text/plain": repr(value)}
        if hasattr(value, "_repr_html_"):
            data["text/html"] = value._repr_html_()
        outputs.append(
            {
                "output_type": "execute_result",
                "execution_count": count,
                "data": data,
                "metadata": {},
            }
        )
    return outputs


if __name__ == "__main__":
    main()
