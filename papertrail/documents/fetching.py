"""Get the PDF of a paper from the web, or from a file of the user's."""

import re
from pathlib import Path

from feeds.errors import MalformedError
from feeds.http.contract import HttpClient, Response
from papertrail.documents.checks import check_pdf
from papertrail.errors import PapertrailError

PDF = "application/pdf"
_OK = 200


def download(client: HttpClient, address: str) -> bytes:
    """Return the PDF at an address.

    The client bounds its size and the time that it takes, spaces requests, follows redirects, and
    repeats a request whose answer stops half-way.

    Args:
        client: made for documents, whose limits differ from those of feeds.
        address: of the PDF; http is asked as https.

    Raises:
        FeedError: no whole PDF came; the kind says why.
    """
    address = re.sub(r"\Ahttp://", "https://", address, flags=re.IGNORECASE)

    def check(answer: Response) -> None:
        check_pdf(answer.body)

    answer = client.get(address, accept=f"{PDF}, */*;q=0.1", check=check)
    if answer.status != _OK:
        raise MalformedError(f"{address} was answered with {answer.status}")
    return answer.body


def read_local(file: Path, most: int) -> bytes:
    """Return the PDF in a file.

    Args:
        file: its name.
        most: bytes that it may have.

    Raises:
        PapertrailError: it can't be read, is too large, or no whole PDF.
    """
    try:
        if not file.is_file():
            reason = "it is no regular file" if file.exists() else "there is no such file"
            raise PapertrailError(f"can't read {file}: {reason}", "name a PDF")
        with file.open("rb") as opened:
            content = opened.read(most + 1)
    except OSError as error:
        raise PapertrailError(
            f"can't read {file} ({error.strerror or error})", "make it readable"
        ) from error
    if len(content) > most:
        raise PapertrailError(
            f"{file} is larger than {most >> 20} MiB",
            "where that is meant, raise max_mb in [documents]",
        )
    try:
        check_pdf(content)
    except MalformedError as error:
        raise PapertrailError(f"{file}: {error.message}", error.hint) from error
    return content
