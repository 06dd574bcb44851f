"""Flows, their screens and the layout of a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Protocol

import attrs

from flowdsl.components.base import Component
from flowdsl.data import Data
from flowdsl.facts import (
    Answered,
    Binds,
    Chars,
    Container,
    Default,
    Holds,
    Items,
    NotBlank,
    Pattern,
    PythonOnly,
    RequiredSince,
    Since,
    TextForm,
    Until,
    Written,
)
from flowdsl.node import Node, NodeKind, part
from flowdsl.problems import InvalidFlow, Problem
from flowdsl.values import Dyn
from flowdsl.versions import (
    DEFAULT,
    V2_1,
    V3_1,
    V4_0,
    V5_0,
    V5_1,
    V7_3,
    Version,
    VersionLike,
    parse_version,
)

__all__ = ["Category", "Flow", "Screen", "SingleColumnLayout"]

Category = Literal[
    "SIGN_UP",
    "SIGN_IN",
    "APPOINTMENT_BOOKING",
    "LEAD_GENERATION",
    "SHOPPING",
    "CONTACT_US",
    "CUSTOMER_SUPPORT",
    "SURVEY",
    "OTHER",
]

_SCREEN_ID = Pattern("^[A-Za-z_]*$", "letters and underscores, no digits")


@part("SingleColumnLayout", kind=NodeKind.DOCUMENT, tag="type")
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class SingleColumnLayout(Node):
    """The one layout there is: components below each other.

    Args:
        children: The components, at most 50 on a screen.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """

    children: Annotated[Sequence[Component], Holds(Container.LAYOUT)]


@part("screen", kind=NodeKind.DOCUMENT, separator="_")
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Screen(Node):
    """One screen of a flow.

    Args:
        id: What it is known by: letters and underscores, unique in the flow.
        title: What the bar at the top says.
        terminal: Whether the flow can end here; at least one screen has it.
        success: Whether ending here counts as a success (since 3.1).
        refresh_on_back: Whether the endpoint is asked again when somebody goes back from here.
        sensitive: The names of the inputs whose answers the summary hides (since 5.1).
        data: What the screen is given from outside.
        layout: What it shows.
        children: What it shows, short for `layout=SingleColumnLayout(children=...)`.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """

    id: Annotated[str, Chars(minimum=1), _SCREEN_ID]
    title: Annotated[
        Dyn[str] | None,
        Binds(data=V2_1, screen_data=V4_0, screen_form=V4_0),
        NotBlank(soft=True, since=V5_0),
    ] = None
    terminal: Annotated[bool | None, Default(False)] = None
    success: Annotated[bool | None, Since(V3_1), Default(True)] = None
    refresh_on_back: Annotated[bool | None, Default(False)] = None
    sensitive: Annotated[Sequence[str] | None, Since(V5_1), Default([])] = None
    data: Sequence[Data[Any]] | None = None
    layout: Annotated[
        SingleColumnLayout | None, RequiredSince(V2_1), Answered("INVALID_PROPERTY_VALUE")
    ] = None
    children: Annotated[Sequence[Component] | None, PythonOnly()] = None


class WritesJson(Protocol):
    """Another library's object for a flow."""

    def to_json(self) -> str:
        """Return the Flow JSON as text."""
        ...


def _given_version(version: VersionLike) -> Version:
    """Parse the version of a flow; its type is what editors complete."""
    return parse_version(version)


@part("flow", kind=NodeKind.DOCUMENT, separator="_")
@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Flow(Node):
    """A flow: its screens, in the order in which they come.

    Args:
        version: The version of Flow JSON that it is written in.
        data_api_version: The version of the endpoint's protocol; with it, the flow has an
            endpoint.
        data_channel_uri: The address of the endpoint, in the JSON until 2.1 only; `endpoint_uri`
            does for every version.
        routing_model: To which screens each screen leads, by their ids. Left out, it is derived
            from the actions where the flow has an endpoint.
        screens: The screens, 1 to 100.
        name: What the flow is called; by default the variable that holds it.
        categories: What the flow is for.
        endpoint_uri: The address of the endpoint. From 3.0 it is not in the JSON but set through
            Meta's Flows API.

    Raises:
        UnknownVersion: No public version has the name given.

    Meta's reference: https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
    """

    version: Annotated[Version, RequiredSince(V2_1)] = attrs.field(
        default=DEFAULT, converter=_given_version
    )
    data_api_version: Annotated[
        Literal["3.0"] | Annotated[Literal["4.0"], Since(V7_3)] | None,
        Answered("NO_SUPPORTED_DATA_API_VERSION"),
    ] = None
    data_channel_uri: Annotated[str | None, Until(V2_1), Written(TextForm.URI)] = None
    routing_model: (
        Mapping[Annotated[str, _SCREEN_ID], Sequence[Annotated[str, _SCREEN_ID]]] | None
    ) = None
    screens: Annotated[Sequence[Screen], Items(100, minimum=1)]
    name: Annotated[str | None, PythonOnly()] = None
    categories: Annotated[Sequence[Category], PythonOnly()] = ()
    endpoint_uri: Annotated[str | None, PythonOnly()] = None

    @classmethod
    def from_json(cls, text: str | bytes | WritesJson) -> Flow:
        """Return the flow that a text of Flow JSON says; `to_json` writes the same JSON again.

        A component that flowdsl does not know becomes a `Raw`, a key that it does not know stands
        in `extra`, and what has the wrong type stays as it is, so that nothing is lost;
        `problems()` says what is wrong. The image files of a flow stay base64 text.

        Args:
            text: The text of a Flow JSON file, or its bytes, 10 MB at most; or the object of
                another library that writes it, such as pywa's `FlowJSON`.

        Raises:
            InvalidFlow: It is not JSON, has a key twice, or names no version or no screens.
        """
        from flowdsl.loading import load_json

        return load_json(text)

    def problems(self, version: VersionLike | None = None) -> list[Problem]:
        """Return everything that is wrong with the flow, hints included, in document order.

        Args:
            version: The version to compile to, by default that of the flow.

        Raises:
            UnknownVersion: No public version has that name; nothing about the flow itself raises.
        """
        from flowdsl.compile import compile_flow

        return list(compile_flow(self, _target(self, version)).problems)

    def to_dict(self, version: VersionLike | None = None, *, check: bool = True) -> dict[str, Any]:
        """Return the Flow JSON as Python's dicts and lists.

        Args:
            version: The version to compile to, by default that of the flow. What a version
                writes differently is lowered to it.
            check: Whether to refuse a flow with errors; False dumps what is there, for tools.

        Raises:
            InvalidFlow: The flow has errors, with every problem in it. With `check=False`, only
                what cannot be written at all, such as an image that is not there.
        """
        from flowdsl.compile import compile_flow, matters

        # Hints refuse nothing; `problems` and `flowdsl check` give them.
        compiled = compile_flow(self, _target(self, version), check=check, wanted=matters)
        if compiled.errors:
            raise InvalidFlow(compiled.problems)
        return compiled.document

    def to_json(
        self,
        version: VersionLike | None = None,
        *,
        check: bool = True,
        indent: int | None = None,
    ) -> str:
        """Return the Flow JSON as text, the same for the same flow on every run and machine.

        Args:
            version: The version to compile to, by default that of the flow.
            check: Whether to refuse a flow with errors; False dumps what is there, for tools.
            indent: How many blanks a level is indented; None for one line.

        Raises:
            InvalidFlow: The flow has errors, with every problem in it.
        """
        from flowdsl.compile import dump_json, is_too_large

        text = dump_json(self.to_dict(version, check=check), indent=indent)
        if check and is_too_large(text):
            raise InvalidFlow(self.problems(version))
        return text


def _target(flow: Flow, version: VersionLike | None) -> Version:
    return flow.version if version is None else parse_version(version)
