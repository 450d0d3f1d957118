"""`papertrail models`."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from papertrail.cli.common import json_option, load_config, tell
from papertrail.render.escaping import printable
from papertrail.workspace import Home

if TYPE_CHECKING:
    from papertrail.core.models import Listed


@click.group("models", invoke_without_command=True)
@click.option(
    "--measure", is_flag=True, help="Measure how many abstracts a second those that are here embed."
)
@json_option
@click.pass_context
def models_command(context: click.Context, *, measure: bool, as_json: bool) -> None:
    """List the embedding model in use and others that are worth a try.

    * marks the one in use. SciFact is the nDCG@10 that is published for it: how well it finds the
    abstracts that speak to a scientific claim.
    """
    if context.invoked_subcommand:
        return
    from papertrail.core.models import listing
    from papertrail.core.models import measure as measured

    home = Home.from_environment()
    config = load_config(home)
    models = listing(home, config)
    if measure:
        tell("measuring the models that are on this machine")
        models = list(measured(home, config, models))
    if as_json:
        from papertrail.render.json import dumps

        click.echo(dumps([asdict(model) for model in models]))
        return
    width = max(len(printable(model.name)) for model in models)
    click.echo(f"  {'':<{width}}   dim  tokens       MB  SciFact  here     speed here")
    for model in models:
        click.echo(f"{'*' if model.chosen else ' '} {_line(model, width)}".rstrip())


@models_command.command("use", short_help="Choose the model that embeds papers.")
@click.argument("name")
@click.option(
    "--dim",
    type=click.IntRange(min=1),
    help="Keep only the first numbers of a vector (Matryoshka models).",
)
def use_model(name: str, dim: int | None) -> None:
    """Embed with the model NAME from now on: one of the list, any on the Hugging Face hub, or a
    folder.

    It is downloaded if it is not here, and stays at the commit that was found: NAME@REVISION names
    a commit, a branch or a tag. A model that needs code of its own, or is not in the safetensors
    format, is refused. The next update embeds all papers with it; searches and digests use the
    vectors of the model before until then.
    """
    from index.embedding.known_models import known
    from index.embedding.resolve import without_revision
    from papertrail.core.models import use

    home = Home.from_environment()
    model = use(home, load_config(home), name, dim)
    published = known(without_revision(name))
    if model.dim < model.width and not (published and published.matryoshka):
        tell(
            f"{printable(name)} is not known to be trained for shorter vectors; they may find less"
        )
    click.echo(
        f"{printable(model.name)} is the model from now on: {model.dim} numbers, {model.max_tokens} tokens"
    )
    if model.revision:
        tell(f"it stays at revision {model.revision} (revision under [model] in config.toml)")
    tell("next: papertrail update embeds all papers with it")


def _line(model: "Listed", width: int) -> str:
    quality = f"{model.scifact:.3f}" if model.scifact else ""
    speed = f"{model.per_second:.0f}/s {model.engine}" if model.per_second else ""
    facts = f"{model.dim or '?':>5}  {model.max_tokens or '?':>6}  {model.megabytes or '?':>7}  {quality:>7}"
    remark = ", ".join(
        part
        for part in (model.remark, "shorter vectors by --dim" if model.matryoshka else "")
        if part
    )
    return f"{printable(model.name):<{width}} {facts}  {'yes' if model.here else 'no':<4} {speed:>14}  {remark}"
