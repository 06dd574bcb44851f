"""The public versions of Flow JSON, their order and their state."""

import datetime
from typing import Final, Literal, TypeAlias

import attrs

from flowdsl.problems import FlowError, did_you_mean

__all__ = [
    "DEFAULT",
    "V2_1",
    "V3_0",
    "V3_1",
    "V4_0",
    "V5_0",
    "V5_1",
    "V6_0",
    "V6_1",
    "V6_2",
    "V6_3",
    "V7_0",
    "V7_1",
    "V7_2",
    "V7_3",
    "VERSIONS",
    "UnknownVersion",
    "Version",
    "VersionLike",
    "VersionName",
    "parse_version",
]


@attrs.frozen(eq=False, order=False, repr=False)
class Version:
    """One public version of Flow JSON.

    Versions are ordered by their number and are the constants `V2_1` to `V7_3`; wherever one is
    expected, its name (`"7.3"`) will do.

    Args:
        major: The first number of the name.
        minor: The second number of the name.
        released: When it became public, as Meta's changelog says it.
        frozen: The day since which flows in this version can no longer be created, updated or
            published (sending published ones still works), or None while it is active.
        changes: What it changed that follows neither from the table of facts nor from a rule, and
            leaves flows as right as they were.
        breaking: The same, where a flow that was right before may behave otherwise or be refused.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/versioning
    """

    major: int
    minor: int
    released: str
    frozen: datetime.date | None = None
    changes: tuple[str, ...] = ()
    breaking: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name as it stands in the JSON, for example `"7.3"`."""
        return f"{self.major}.{self.minor}"

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"V{self.major}_{self.minor}"

    # The constants below are the only instances, so identity is equality; the order is written
    # out because comparing versions is what shapes do most, and `order=True` compares tuples of
    # every attribute.
    def __lt__(self, other: "Version") -> bool:
        return (self.major, self.minor) < (other.major, other.minor)

    def __le__(self, other: "Version") -> bool:
        return (self.major, self.minor) <= (other.major, other.minor)

    def __gt__(self, other: "Version") -> bool:
        return (self.major, self.minor) > (other.major, other.minor)

    def __ge__(self, other: "Version") -> bool:
        return (self.major, self.minor) >= (other.major, other.minor)

    def __reduce__(self) -> tuple[object, ...]:
        return parse_version, (self.name,)

    def __deepcopy__(self, memo: object) -> "Version":
        return self


_APRIL_2025: Final = datetime.date(2025, 4, 8)

# What they changed beside the table: https://developers.facebook.com/docs/whatsapp/flows/changelogs
V2_1: Final = Version(2, 1, "October 2023", frozen=_APRIL_2025)
V3_0: Final = Version(
    3,
    0,
    "December 2023",
    frozen=_APRIL_2025,
    changes=("the address of an endpoint is set as `endpoint_uri` through Meta's Flows API",),
)
V3_1: Final = Version(3, 1, "January 2024", frozen=_APRIL_2025)
V4_0: Final = Version(4, 0, "11 June 2024", frozen=_APRIL_2025)
V5_0: Final = Version(
    5,
    0,
    "13 August 2024",
    frozen=datetime.date(2025, 9, 10),
    changes=("`complete` carries up to 10 files of 100 MiB together, before a single one",),
)
V5_1: Final = Version(5, 1, "16 September 2024")
V6_0: Final = Version(
    6,
    0,
    "12 November 2024",
    breaking=("`on-select-action` of a component also runs when its screen is shown, until 6.3",),
)
V6_1: Final = Version(6, 1, "January 2025")
V6_2: Final = Version(6, 2, "January 2025")
V6_3: Final = Version(6, 3, "14 January 2025")
V7_0: Final = Version(
    7,
    0,
    "11 March 2025",
    breaking=("`on-select-action` no longer runs when its screen is shown",),
)
V7_1: Final = Version(7, 1, "10 June 2025")
V7_2: Final = Version(
    7,
    2,
    "8 July 2025",
    breaking=("nested expressions in payloads refer to declared entries of data only",),
)
V7_3: Final = Version(
    7,
    3,
    "10 September 2025",
    breaking=("the server checks the routing model and the data of screens more strictly",),
)

VERSIONS: Final[tuple[Version, ...]] = (
    V2_1,
    V3_0,
    V3_1,
    V4_0,
    V5_0,
    V5_1,
    V6_0,
    V6_1,
    V6_2,
    V6_3,
    V7_0,
    V7_1,
    V7_2,
    V7_3,
)
"""Every public version, oldest first."""

DEFAULT: Final = V7_3
"""The version of a flow that names none: the newest, which Meta recommends."""

# A Literal cannot be derived from the constants, and an editor completes only a Literal; a test
# holds the two together.
VersionName: TypeAlias = Literal[
    "2.1", "3.0", "3.1", "4.0", "5.0", "5.1", "6.0", "6.1", "6.2", "6.3", "7.0", "7.1", "7.2", "7.3"
]
VersionLike: TypeAlias = Version | VersionName

_BY_NAME: Final = {version.name: version for version in VERSIONS}


class UnknownVersion(FlowError, ValueError):
    """A version was named that Meta never made public."""


def parse_version(version: Version | str) -> Version:
    """Return the version that a name stands for.

    Args:
        version: A version, or its name such as `"7.3"`.

    Raises:
        UnknownVersion: No public version has that name.
    """
    if isinstance(version, Version):
        return version
    found = _BY_NAME.get(version) if isinstance(version, str) else None
    if found is None:
        hint = did_you_mean(version, _BY_NAME) if isinstance(version, str) else ""
        if not isinstance(version, str) and str(version) in _BY_NAME:
            hint = f'; versions are text: write "{version}"'
        raise UnknownVersion(
            f"{version!r} is not a public version of Flow JSON{hint} "
            f"(there are {', '.join(_BY_NAME)})"
        )
    return found
