"""How the page is served: where it listens, under which names, and who may use it."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from papertrail.errors import UsageError

PORT = 8765
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSettings:
    """Settings of one server.

    Attributes:
        host: the address to listen on.
        port: to listen on; 0 for any that is free.
        certificate: of TLS, with its key in `key` or in the same file; None without TLS.
        public: the names, with port where it is not the usual one, under which a proxy or a
            network shows the page; loopback names are always among them.
        proxied: whether a proxy on this machine adds TLS.
        password: the argon2 hash of the password; empty for none.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    certificate: Path | None = None
    key: Path | None = None
    public: tuple[str, ...] = ()
    proxied: bool = False
    password: str = ""

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the port."""
        found = self._address
        return self.host == "localhost" or bool(found and found.is_loopback)

    @property
    def _address(self) -> "ipaddress.IPv4Address | ipaddress.IPv6Address | None":
        """The address to listen on, None if it is a name."""
        try:
            return ipaddress.ip_address(self.host.strip("[]"))
        except ValueError:
            return None

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the page by https."""
        return self.certificate is not None or self.proxied

    def origins(self, port: int) -> frozenset[str]:
        """Return the origins that the page has, such as http://127.0.0.1:8765."""
        own = "https" if self.certificate else "http"
        found = {f"{own}://{name}:{port}" for name in LOOPBACK_NAMES}
        is_any = self._address is not None and self._address.is_unspecified
        if not self.is_loopback and not is_any:
            found.add(f"{own}://{self.host}:{port}")
        scheme = "https" if self.is_secure else "http"
        found |= {f"{scheme}://{name.lower()}" for name in self.public}
        return frozenset(found)

    def check(self) -> None:
        """Refuse to be reached by others without encryption and without a password.

        Raises:
            UsageError: that is how it would be.
        """
        is_exposed = not self.is_loopback or self.proxied
        if not self.is_loopback and not self.is_secure:
            raise UsageError(
                f"{self.host} can be reached by others, and without TLS they can read along: add "
                "--certificate, or listen on 127.0.0.1 behind a proxy: --proxied --public-name NAME"
            )
        if is_exposed and not self.password:
            raise UsageError(
                "others can reach the page, and there is no password: "
                "papertrail serve --set-password sets one"
            )
        if not self.is_loopback and not self.public:
            raise UsageError("name the address that browsers use: --public-name papers.example.org")
