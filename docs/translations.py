"""Compile the catalogues of papertrail/locale to the files that Python reads.

python docs/translations.py
"""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent.parent / "papertrail" / "locale"


def compiled(source: Path) -> bytes:
    """Return a catalogue in the format of GNU gettext."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> None:
    """Compile all catalogues."""
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        source.with_suffix(".mo").write_bytes(compiled(source))
        print(source.with_suffix(".mo"))


if __name__ == "__main__":
    main()
