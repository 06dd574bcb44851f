"""Versions are ordered, known by their names, and parsed at the edge."""

import copy
import pickle
import typing

import pytest

from flowdsl import DEFAULT, VERSIONS, Flow, Screen, UnknownVersion, Version
from flowdsl.versions import VersionName, parse_version


def test_there_are_fourteen_in_order() -> None:
    """The versions are the 14 public ones, oldest first, and the default is the newest."""
    assert len(VERSIONS) == 14
    assert list(VERSIONS) == sorted(VERSIONS)
    assert DEFAULT is VERSIONS[-1] is max(VERSIONS)


def test_names_that_editors_complete_are_those_of_the_versions() -> None:
    """The Literal of names holds every version."""
    assert typing.get_args(VersionName) == tuple(str(version) for version in VERSIONS)


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_version_survives_copies(version: Version) -> None:
    """A version is one object, whether parsed, copied or pickled."""
    assert parse_version(str(version)) is version
    assert copy.deepcopy(version) is version
    assert pickle.loads(pickle.dumps(version)) is version


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("7.4", "7.3"),
        ("5.2", "there are 2.1, 3.0"),
        ("v7.3", 'did you mean "7.3"'),
        (7.3, 'versions are text: write "7.3"'),
        (None, "there are"),
        ("", "there are"),
    ],
)
def test_unknown_version_says_what_there_is(wrong: object, hint: str) -> None:
    """Anything else is refused with the names that do."""
    with pytest.raises(UnknownVersion, match="is not a public version") as raised:
        parse_version(wrong)
    assert hint in str(raised.value)


def test_flow_takes_a_version_or_its_name() -> None:
    """A flow's version is parsed where it is given."""
    screens: list[Screen] = []
    assert Flow(version="6.0", screens=screens).version is parse_version("6.0")
    assert Flow(screens=screens).version is DEFAULT
    with pytest.raises(UnknownVersion):
        Flow(version="1.0", screens=screens)
