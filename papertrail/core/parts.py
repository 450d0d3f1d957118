"""Attributes of the application that are made when they are first used."""

from collections.abc import Callable
from importlib import import_module
from typing import Generic, Protocol, Self, TypeVar, overload

from papertrail.core.resources import Resources

T = TypeVar("T")


class HasResources(Protocol):
    """An application, which the parts share a home with."""

    resources: Resources


class Part(Generic[T]):
    """A class of `papertrail.core` as an attribute; its module is imported on first use.

    A command imports only the parts that it needs.
    """

    def __init__(self, module: str, name: str) -> None:
        """Name the module inside of `papertrail.core`, and its class, which takes resources."""
        self._module = module
        self._class = name
        self._attribute = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._attribute = name

    @overload
    def __get__(self, application: None, owner: type) -> Self: ...

    @overload
    def __get__(self, application: HasResources, owner: type) -> T: ...

    def __get__(self, application: HasResources | None, owner: type) -> Self | T:
        if application is None:
            return self
        made = self.load()(application.resources)
        # From now on, the instance's own attribute is found first.
        vars(application)[self._attribute] = made
        return made

    def load(self) -> Callable[[Resources], T]:
        """Import the class, and return it."""
        module = import_module(f"papertrail.core.{self._module}")
        found: Callable[[Resources], T] = getattr(module, self._class)
        return found
