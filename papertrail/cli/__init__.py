"""The command line. Each command lives in a module that is imported when the command runs."""

import importlib
import io
import os
import sys
from typing import NoReturn

import click

from papertrail.types.exit_code import ExitCode

# Threads of numpy and of FAISS wait busily for more to do and keep OpenVINO and other programs from
# the cores. What is left to numpy here is small, and FAISS's can sleep. Before they are imported:
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

MODULES = {
    "init": "setup",
    "demo": "demo",
    "update": "update",
    "digest": "digest",
    "triage": "triage",
    "search": "search",
    "searches": "searches",
    "similar": "search",
    "get": "get",
    "fetch": "documents",
    "ask": "reading",
    "skim": "reading",
    "terms": "reading",
    "compare": "reading",
    "summary": "reading",
    "translate": "reading",
    "refs": "citations",
    "cited-by": "citations",
    "documents": "documents",
    "show": "papers",
    "open": "papers",
    "mark": "marks",
    "priority": "library",
    "tag": "library",
    "tags": "library",
    "note": "notes",
    "list": "library",
    "next": "queue",
    "review": "queue",
    "recall": "queue",
    "stats": "queue",
    "undo": "undo",
    "redo": "undo",
    "learn": "learn",
    "trends": "trends",
    "map": "map",
    "plan": "plan",
    "glossary": "glossary",
    "cite": "export",
    "export": "export",
    "import": "import_command",
    "bib": "bib",
    "status": "status",
    "reconcile": "reconcile",
    "feeds": "feeds",
    "topics": "topics",
    "models": "models",
    "works": "works",
    "schedule": "schedule",
    "run": "run",
    "serve": "serve",
    "mcp": "mcp",
    "deliveries": "deliveries",
    "reindex": "update",
    "doctor": "doctor",
    "backup": "backup",
    "restore": "backup",
}
"""Which module holds a command, in the order in which help lists them."""

HELP = {
    "init": "Write a configuration with starter topics and feeds.",
    "demo": "Demonstrate papertrail on a bundled sample, without network.",
    "update": "Fetch new papers and index them.",
    "digest": "Show the new papers that match your topics.",
    "triage": "Decide about papers on a screen, with one key each.",
    "search": "Find stored papers by meaning and by words.",
    "searches": "See and remove the searches that are kept.",
    "similar": "Find papers like some that you name.",
    "get": "Fetch single papers by id, DOI or address.",
    "fetch": "Fetch the PDFs of papers, to read and search their full texts.",
    "ask": "Find the sentences of fetched papers that answer a question.",
    "skim": "Show a paper in a few of its sentences.",
    "terms": "List the acronyms and symbols of a paper, with their definitions.",
    "compare": "Show what papers say about data, metrics and results, next to each other.",
    "summary": "Let your language model summarise a paper, with proofs.",
    "translate": "Let your language model translate a paper's title and abstract.",
    "refs": "List the references of a fetched paper.",
    "cited-by": "List the fetched papers that cite a paper.",
    "documents": "See and remove the PDFs that were fetched.",
    "show": "Show all that is known about a paper.",
    "open": "Open the PDFs or pages of papers.",
    "mark": "Record what you think of papers, or how far you read them.",
    "priority": "Say how soon you want to read papers.",
    "tag": "Tag a paper.",
    "tags": "List your tags.",
    "note": "Write a note about a paper.",
    "list": "List papers with their state, tags and notes.",
    "next": "Propose what to read now, and say why.",
    "review": "List what you read this week, with your notes.",
    "recall": "Bring back papers that you noted.",
    "stats": "Count papers by state, tag and week.",
    "undo": "Take back the last change of marks, tags or notes.",
    "redo": "Do again what undo took back.",
    "learn": "Show a way to read, from foundations to this month.",
    "trends": "Show how topics, terms and venues change over weeks.",
    "map": "Draw papers as a map.",
    "plan": "Show what to visit at a conference, and when.",
    "glossary": "Show where a term was introduced and is explained.",
    "cite": "Print references to papers in a citation style.",
    "export": "Write papers as BibTeX, RIS, CSL-JSON and more.",
    "import": "Take over BibTeX, RIS, CSL-JSON, OPML and PDFs.",
    "bib": "Check a BibTeX file against the stored papers.",
    "status": "Show the state of the sources and the index.",
    "reconcile": "Prove that nothing is missing since a day.",
    "feeds": "See and choose the feeds that are followed.",
    "topics": "See, change and evaluate the topics that digests look for.",
    "models": "See and choose the model that embeds papers.",
    "works": "Correct which appearances are one paper.",
    "schedule": "Run papertrail at set times.",
    "run": "Update and deliver at set times, in the foreground.",
    "serve": "Show papertrail in the browser.",
    "mcp": "Let assistants search and read your papers.",
    "deliveries": "See what was sent where, and try a channel.",
    "reindex": "Build the index of the papers anew.",
    "doctor": "Look for damage and wrong settings, and repair them.",
    "backup": "Write papers, marks, digests and settings into one file.",
    "restore": "Put a backup in place of what the home has.",
}
"""One line about each command, so that help imports none of them."""


USUAL_WORDS = {
    **dict.fromkeys(("find", "query"), "search QUERY"),
    **dict.fromkeys(("pull", "sync", "refresh", "crawl"), "update"),
    **dict.fromkeys(("view", "info", "cat"), "show ID"),
    **dict.fromkeys(("pdf", "download"), "fetch ID"),
    **dict.fromkeys(("lookup", "grab"), "get ID"),
    **dict.fromkeys(("follow", "subscribe", "add"), "feeds add NAME"),
    **dict.fromkeys(("unfollow", "unsubscribe"), "feeds remove NAME"),
    **dict.fromkeys(
        ("like", "dislike", "save", "later", "read", "skip", "discard"), "mark KIND ID"
    ),
    **dict.fromkeys(("send", "mail", "deliver"), "digest --send"),
    **dict.fromkeys(("today", "new", "recommend"), "digest"),
    **dict.fromkeys(("tui", "browse"), "triage"),
    **dict.fromkeys(("related", "like-this"), "similar ID"),
    **dict.fromkeys(("setup", "config", "configure"), "init"),
    **dict.fromkeys(("cron", "install"), "schedule install"),
    **dict.fromkeys(("merge", "split"), "works"),
    **dict.fromkeys(("bookmarks", "marks", "library", "queue"), "list"),
    "untag": "tag --remove ID TAG",
    "annotate": "note ID",
    "notes": "list has:note",
    **dict.fromkeys(("question", "answer", "qa"), "ask QUESTION"),
    **dict.fromkeys(("overview", "tldr"), "skim ID"),
    **dict.fromkeys(("acronyms", "symbols"), "terms ID"),
    **dict.fromkeys(("define", "explain"), "glossary TERM"),
    **dict.fromkeys(("summarize", "summarise"), "summary ID"),
    **dict.fromkeys(("load", "add-file"), "import FILE"),
    **dict.fromkeys(("bibtex", "ris"), "export"),
    "topic": "topics",
    "help": "--help",
    "version": "--version",
}
"""What other programs call a command."""


class _LazyGroup(click.Group):
    """A group that imports a command only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in MODULES:
            return None
        module = importlib.import_module(f"papertrail.cli.{MODULES[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the commands that somebody may mean who wrote another one."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            meant = USUAL_WORDS.get(error.command_name.lower())
            message = (
                f"{error.message.rstrip('.')}; papertrail {meant} does that" if meant else None
            )
            raise click.NoSuchCommand(
                error.command_name, message, None if meant else MODULES, ctx
            ) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(HELP.items()))


def _version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click calls it
    if wanted and not context.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"papertrail {version('papertrail')}")
        context.exit()


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version.",
)
@click.option("--debug", is_flag=True, help="Show tracebacks and log messages.")
@click.pass_context
def papertrail(context: click.Context, *, debug: bool) -> None:
    """Follow new research papers, search them by meaning, and read the few that matter.

    Start with: papertrail init && papertrail update && papertrail digest
    """
    context.obj = debug
    if debug:
        import logging

        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")


def main() -> NoReturn:
    """Run the command line and exit with a code of `papertrail.types.exit_code.ExitCode`."""
    debug = "--debug" in sys.argv[1:]
    # Also for libraries that read ~/.netrc by themselves, such as Apprise: papertrail sends none of
    # the logins in it.
    os.environ["NETRC"] = os.devnull
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Titles have letters that not every terminal's encoding has.
            stream.reconfigure(errors="replace")
    try:
        status = papertrail.main(prog_name="papertrail", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        from papertrail.cli.failures import explain_usage

        click.echo(explain_usage(error), err=True)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "papertrail: stopped; what was stored stays, and the same command goes on from there",
            err=True,
        )
        sys.exit(ExitCode.STOPPED)
    except BrokenPipeError:
        # The reader of a pipe has seen enough; keep Python from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.FAILED)
    except Exception as error:  # noqa: BLE001 - becomes one line, or a traceback without secrets
        from papertrail.cli.failures import explain, traceback_of

        click.echo(traceback_of(error) if debug else explain(error), err=True)
        sys.exit(ExitCode.FAILED)
    sys.exit(status if isinstance(status, int) else ExitCode.DONE)
