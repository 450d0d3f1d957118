"""Compose a digest as list mail, RFC 5322 with MIME, in one thread with the digests before."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from papertrail.delivery.digest_message import DigestMessage
from papertrail.render.escaping import printable
from papertrail.types.channel import MailChannel

# Seven bits pass every server, also those without 8BITMIME.
_POLICY = SMTP.clone(cte_type="7bit")


def digest(channel: MailChannel, message: DigestMessage, now: datetime) -> EmailMessage:
    """Return a digest as multipart/alternative, text and HTML.

    Message-ID is the same at each attempt, so that a mail program can fold a repetition.
    List-Unsubscribe is of RFC 2369 and, for an https address, of RFC 8058; List-Id of RFC 2919.
    """
    mail = _new(channel, message.subject, now)
    domain = _domain(channel)
    mail["Message-ID"] = _id(message.key, domain)
    if message.earlier:
        earlier = [_id(key, domain) for key in message.earlier]
        mail["In-Reply-To"] = earlier[-1]
        mail["References"] = " ".join(earlier)
    mail["List-Id"] = (
        f"papertrail digest <{channel.settings.lower().replace('_', '-')}.papertrail.{domain}>"
    )
    mail["List-Unsubscribe"] = f"<{channel.unsubscribe}>"
    if channel.unsubscribe.startswith("https:"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.render("text"))
    mail.add_alternative(message.html_for_mail(), subtype="html")
    return mail


def notice(channel: MailChannel, subject: str, text: str, now: datetime) -> EmailMessage:
    """Return a short mail of plain text."""
    mail = _new(channel, printable(subject), now)
    mail.set_content(text)
    return mail


def _new(channel: MailChannel, subject: str, now: datetime) -> EmailMessage:
    mail = EmailMessage(_POLICY)
    mail["From"] = f"papertrail <{channel.sender}>"
    mail["To"] = channel.to
    mail["Subject"] = subject
    mail["Date"] = now
    # RFC 3834: holiday answers stay away from it.
    mail["Auto-Submitted"] = "auto-generated"
    return mail


def _id(key: str, domain: str) -> str:
    return f"<{key}@papertrail.{domain}>"


def _domain(channel: MailChannel) -> str:
    return channel.sender.rpartition("@")[2]
