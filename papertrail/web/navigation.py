"""The entries of the navigation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """An entry of the navigation.

    Attributes:
        title: one word.
        address: the page.
        prefixes: the beginnings of addresses for which it is the current one.
        main: whether phones show it in the bar; others are in the menu.
    """

    title: str
    address: str
    prefixes: tuple[str, ...]
    main: bool = False

    def is_current(self, path: str) -> bool:
        """Decide whether a page belongs to this entry."""
        return path == self.address or path.startswith(self.prefixes)
