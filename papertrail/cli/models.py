"""`papertrail models`."""

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render.escaping import printable


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
    from papertrail.render import json as records
    from papertrail.render import listings

    with open_home() as paper:
        if measure:
            note("measuring the models that are on this machine")
        found = paper.models.measure() if measure else paper.models.list()
    if as_json:
        print_json(records.models(found))
    else:
        print_lines(listings.models(found))


@models_command.command("use", short_help="Choose the model that embeds papers.")
@click.argument("name")
@click.option(
    "--dim",
    type=click.IntRange(min=1),
    help="Keep only the first numbers of a vector (Matryoshka models).",
)
def use_model(name: str, dim: int | None) -> None:
    """Embed with the model NAME from now on.

    NAME is one of the list, any on the Hugging Face hub, or a folder. It is downloaded if it is not
    here, and stays at the commit that was found; NAME@REVISION names a commit, a branch or a tag. A
    model that needs code of its own, or is not in the safetensors format, is refused. The next
    update embeds all papers with it; searches and digests use the vectors of the model before until
    then.
    """
    with open_home() as paper:
        model = paper.models.use(name, dim)
    shown = printable(model.name)
    if model.shortened:
        note(f"{shown} is not known to be trained for shorter vectors; they may find less")
    click.echo(f"{shown} is the model from now on: {model.dim} numbers, {model.max_tokens} tokens")
    if model.revision:
        note(f"it stays at revision {model.revision} (revision under [model] in config.toml)")
    note("next: papertrail update embeds all papers with it")
