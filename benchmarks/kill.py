"""Kill updates and deliveries at random; check that nothing is lost, and nothing delivered twice.

    python benchmarks/kill.py RECORDED [--kills 20] [--feed cs.GR] [--seed 1] [--json]

Two homes follow one arXiv category over four days of the recorded upstream, and deliver their
digests into a folder and to an SMTP server on loopback. One is left undisturbed. In the other
`update` and `digest --send` get SIGKILL at instants drawn uniformly from the time that they took in
the first, and are begun anew until they come to their end. Then the works, the papers shown and the
deliveries of both are compared. A mail may come twice, with one Message-ID, only where the process
was killed between the server's answer and the record of it.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from recorded_home import CONFIG, RecordedHome

from papertrail.store import Store
from tests.fake_mail import FakeMail
from tests.replay import Replay

DAYS = ("2026-06-15", "2026-06-16", "2026-06-17", "2026-06-18")
COMMANDS = {"update": ["update"], "digest": ["digest", "--send"]}
CHANNELS = """
[deliver.folder]
kind = "folder"
path = "{folder}"
file = "%Y-%m-%d.md"

[deliver.mail]
kind = "mail"
to = "reader@example.org"
host = "127.0.0.1"
port = {port}
security = "none"
timeout = 30
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The comparison of the disturbed home with the undisturbed one.

    Attributes:
        killed: by command.
        missing: works of the undisturbed home that it lacks or holds otherwise, and those that
            only it holds.
        not_shown: papers that the digests of the undisturbed home showed and its own did not,
            or the other way round.
        shown_twice: papers in more than one digest.
        digests: that had something to deliver.
        unconfirmed: deliveries that were not confirmed at the end.
        files: of the folder.
        mails: different messages.
        repeated: mails that came again with the same Message-ID.
    """

    killed: dict[str, int]
    works: int
    missing: int
    shown: int
    not_shown: int
    shown_twice: int
    digests: int
    unconfirmed: int
    files: int
    mails: int
    repeated: int

    @property
    def survived(self) -> bool:
        """Whether nothing was lost and everything came once."""
        lost = self.missing or self.not_shown or self.shown_twice or self.unconfirmed
        return not lost and self.files == self.mails == self.digests


class Site:
    """A home with its folder and its mail server."""

    def __init__(self, place: Path, cache: Path, mirror: str, feed: str, mail: FakeMail) -> None:
        self.folder = place / "notes"
        self.folder.mkdir(parents=True)
        self.mail = mail
        channels = CHANNELS.format(folder=self.folder, port=mail.port)
        config = CONFIG.format(feed=feed, limit=1000) + channels
        self.home = RecordedHome.make(place / "home", cache, mirror, config)

    def works(self) -> set[tuple[object, ...]]:
        """Return all that is stored of all papers."""
        with Store.open(self.home.root / "papertrail.db") as store:
            works = store.works.get(range(1, store.works.last_key() + 1))
            return {
                (
                    w.id,
                    w.title,
                    w.abstract,
                    w.authors,
                    w.categories,
                    w.sources,
                    w.version,
                    w.submitted,
                )
                for w in works
            }

    def shown(self) -> Counter[str]:
        """Return in how many digests each paper was shown."""
        with Store.open(self.home.root / "papertrail.db") as store:
            rows = store.connection.execute(
                "SELECT DISTINCT digest, work FROM digest_papers WHERE role != 'more'"
            ).fetchall()
            return Counter(store.works.get([work])[0].id for _, work in rows)


def undisturbed(site: Site, replay: Replay) -> dict[str, list[float]]:
    """Live through the days; return the seconds of each command on each day."""
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for day in DAYS:
        replay.move_to(day)
        for name, command in COMMANDS.items():
            started = time.monotonic()
            site.home.run(*command, day=day)
            seconds[name].append(time.monotonic() - started)
    return seconds


def disturbed(
    site: Site, replay: Replay, seconds: dict[str, list[float]], kills: int
) -> Counter[str]:
    """Live through the days with kills; return how many hit a running command."""
    killed: Counter[str] = Counter()
    steps = [(number, name) for number in range(len(DAYS)) for name in COMMANDS]
    for place, (number, name) in enumerate(steps):
        replay.move_to(DAYS[number])
        due = kills * (place + 1) // len(steps)
        for _ in range(due - killed.total()):
            killed[name] += killed_once(site, COMMANDS[name], DAYS[number], seconds[name][number])
        site.home.run(*COMMANDS[name], day=DAYS[number])
    return killed


def killed_once(site: Site, command: list[str], day: str, longest: float) -> bool:
    """Start a command and kill it at a random instant; return whether it was still running."""
    for _ in range(20):
        process = site.home.start(*command, day=day)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=random.uniform(0, longest))
            longest /= 2  # Little is left to do by now.
            continue
        process.kill()
        process.communicate()
        return True
    return False


def compare(calm: Site, site: Site, killed: Counter[str]) -> Outcome:
    """Compare the disturbed home with the undisturbed one."""
    works, shown = site.works(), site.shown()
    with Store.open(site.home.root / "papertrail.db") as store:
        deliveries = store.deliveries.recent(1000)
    ids = {mail["Message-ID"] for mail in site.mail.mails}
    return Outcome(
        killed=dict(killed),
        works=len(works),
        missing=len(works ^ calm.works()),
        shown=len(shown),
        not_shown=len(shown.keys() ^ calm.shown().keys()),
        shown_twice=sum(count > 1 for count in shown.values()),
        digests=len({one.digest for one in deliveries}),
        unconfirmed=sum(one.state != "confirmed" for one in deliveries),
        files=len(list(site.folder.iterdir())),
        mails=len(ids),
        repeated=len(site.mail.mails) - len(ids),
    )


def main() -> int:
    """Run and print; the exit code is 1 if anything was lost or came twice."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recorded", type=Path, help="the folder that holds data and upstream")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--feed", default="cs.GR", help="an arXiv category")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        Replay(arguments.recorded, DAYS[0]) as replay,
        FakeMail() as first,
        FakeMail() as second,
    ):
        cache = Path(folder, "cache")
        cache.mkdir()
        calm, site = (
            Site(Path(folder, name), cache, replay.address, arguments.feed, mail)
            for name, mail in (("calm", first), ("killed", second))
        )
        seconds = undisturbed(calm, replay)
        outcome = compare(calm, site, disturbed(site, replay, seconds, arguments.kills))
    if arguments.json:
        print(json.dumps(asdict(outcome) | {"survived": outcome.survived}))
    else:
        for name, value in asdict(outcome).items():
            print(f"{name:12} {value}")
    return 0 if outcome.survived else 1


if __name__ == "__main__":
    sys.exit(main())
