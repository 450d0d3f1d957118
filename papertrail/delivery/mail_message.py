"""A digest as a mail: RFC 5322 with MIME, as list mail that answers the digest before."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from papertrail.delivery.digest_message import DigestMessage
from papertrail.render.escaping import printable
from papertrail.types.channel import MailChannel

# Seven bits pass every server, also those without 8BITMIME.
_POLICY = SMTP.clone(cte_type="7bit")


def digest(channel: MailChannel, letter: DigestMessage, now: datetime) -> EmailMessage:
    """Return a digest as multipart/alternative, text and HTML.

    Message-ID is the same at each attempt, so that a mail program can fold a repetition.
    List-Unsubscribe is of RFC 2369 and, for an https address, of RFC 8058; List-Id of RFC 2919.
    """
    message = _new(channel, letter.subject, now)
    domain = _domain(channel)
    message["Message-ID"] = _id(letter.key, domain)
    if letter.earlier:
        earlier = [_id(key, domain) for key in letter.earlier]
        message["In-Reply-To"] = earlier[-1]
        message["References"] = " ".join(earlier)
    message["List-Id"] = (
        f"papertrail digest <{channel.name.lower().replace('_', '-')}.papertrail.{domain}>"
    )
    message["List-Unsubscribe"] = f"<{channel.unsubscribe}>"
    if channel.unsubscribe.startswith("https:"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.render("text"))
    message.add_alternative(letter.html_for_mail(), subtype="html")
    return message


def notice(channel: MailChannel, subject: str, text: str, now: datetime) -> EmailMessage:
    """Return a short mail of plain text."""
    message = _new(channel, printable(subject), now)
    message.set_content(text)
    return message


def _new(channel: MailChannel, subject: str, now: datetime) -> EmailMessage:
    message = EmailMessage(_POLICY)
    message["From"] = f"papertrail <{channel.sender}>"
    message["To"] = ", ".join(channel.to)
    message["Subject"] = subject
    message["Date"] = now
    # RFC 3834: holiday answers stay away from it.
    message["Auto-Submitted"] = "auto-generated"
    return message


def _id(key: str, domain: str) -> str:
    return f"<{key}@papertrail.{domain}>"


def _domain(channel: MailChannel) -> str:
    return channel.sender.rpartition("@")[2]
