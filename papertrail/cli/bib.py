"""`papertrail bib`."""

from pathlib import Path

import click

from papertrail.cli.common import json_option, open_home
from papertrail.cli.output import note, print_json, print_lines
from papertrail.render.escaping import printable
from papertrail.render.phrases import plural
from papertrail.types.bibliography import BibliographyCheck, BibliographyFinding, FindingKind
from papertrail.types.exit_code import ExitCode

_SAID = {
    FindingKind.PUBLISHED: "published at {stored}, cited as {says}",
    FindingKind.YEAR: "the year is {stored}, not {says}",
    FindingKind.VENUE: "published at {stored}, not {says}",
    FindingKind.AUTHORS: "{says}; the authors are {stored}",
    FindingKind.IDENTIFIER: "its identifier is that of {stored!r}",
    FindingKind.DUPLICATE: "the same paper as {stored}",
    FindingKind.WITHDRAWN: "{stored}",
    FindingKind.RETRACTED: "retracted ({stored})",
    FindingKind.OUTDATED: "there is {stored} of the preprint, cited is {says}",
}
_LONGEST = 300
_NAMED = 10


@click.group("bib")
def bib_command() -> None:
    """Check a BibTeX file against the stored papers."""


@bib_command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--fix", is_flag=True, help="Write a corrected refs.bib as refs.fixed.bib.")
@json_option
def check_command(file: Path, *, fix: bool, as_json: bool) -> None:
    """Find preprints that are published, retractions, wrong years, venues and authors, duplicates.

    Only what the stored papers prove is listed. Ends with 3 if anything is.
    """
    from papertrail.render.json import bibliography_check

    with open_home() as paper:
        check = paper.exchange.check_bibliography(file, fix=fix)
        written = paper.exchange.write_correction(file, check) if fix else None
    for fault in check.faults:
        note(printable(fault))
    if as_json:
        print_json(bibliography_check(check))
    else:
        print_lines(_line(file, finding) for finding in check.findings)
        click.echo(_summary(check))
        if written:
            click.echo(f"{printable(str(written))}: {_entries(len(check.corrected))} corrected")
    if check.findings:
        raise SystemExit(ExitCode.PARTIAL)


def _line(file: Path, finding: BibliographyFinding) -> str:
    says = printable(finding.says, _LONGEST)
    text = _SAID[finding.kind].format(says=says, stored=printable(finding.stored, _LONGEST))
    place = f"{printable(str(file))}:{finding.line}"
    return f"{place}: {printable(finding.key)}: {text} ({printable(finding.work_id)})"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"


def _summary(check: BibliographyCheck) -> str:
    parts = [_entries(check.entries), f"{check.known} stored"]
    if check.unknown:
        names = ", ".join(printable(key) for key in check.unknown[:_NAMED])
        rest = ", ..." if len(check.unknown) > _NAMED else ""
        parts.append(f"{len(check.unknown)} not in this store ({names}{rest})")
    parts.append(plural(len(check.findings), "finding"))
    return ", ".join(parts)
