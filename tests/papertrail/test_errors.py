import pickle
from collections.abc import Iterator

import pytest

import papertrail
import papertrail.errors
from papertrail.errors import PapertrailError, UsageError


def kinds(error: type[PapertrailError] = PapertrailError) -> Iterator[type[PapertrailError]]:
    yield error
    for kind in error.__subclasses__():
        yield from kinds(kind)


@pytest.mark.parametrize("kind", [*kinds()], ids=lambda kind: kind.__name__)
def test_every_error_survives_pickling(kind: type[PapertrailError]) -> None:
    copy = pickle.loads(pickle.dumps(kind("it broke", "mend it")))

    assert type(copy) is kind
    assert (copy.message, copy.hint, str(copy)) == ("it broke", "mend it", "it broke")


def test_the_errors_are_those_that_the_module_draws() -> None:
    drawn = {
        line.strip("│ ").split()[1]
        for line in (papertrail.errors.__doc__ or "").splitlines()
        if "──" in line
    }

    own = {kind.__name__ for kind in kinds() if kind.__module__ == "papertrail.errors"}
    assert drawn == own - {"PapertrailError"}


def test_a_value_that_can_not_be_used_is_a_value_error() -> None:
    assert issubclass(UsageError, ValueError)


@pytest.mark.parametrize("base", [papertrail.FeedError, papertrail.IndexingError])
def test_the_errors_of_lower_packages_have_the_same_attributes(
    base: type[papertrail.FeedError] | type[papertrail.IndexingError],
) -> None:
    error = base("it broke", "mend it")

    assert (error.message, error.hint) == ("it broke", "mend it")
