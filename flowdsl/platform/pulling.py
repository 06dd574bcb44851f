"""Brings flows of an account to a project: their Flow JSON, and what is known of them beside it."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, get_args

import attrs

from flowdsl.build import NameClash, file_stem
from flowdsl.importing import Beside
from flowdsl.opening import Opened, open_bytes
from flowdsl.platform.environments import Environment
from flowdsl.platform.graph.methods import Sender
from flowdsl.platform.graph.models import Category, FlowInfo
from flowdsl.platform.graph.questions import get
from flowdsl.platform.remote import RemoteFlow, Shown, in_parallel, read_content, read_remote
from flowdsl.platform.status_formats import plain_address
from flowdsl.problems import FlowError
from flowdsl.tables import visible
from flowdsl.versions import V3_0

__all__ = [
    "PULL_FORMAT",
    "NoFlowJson",
    "Pulled",
    "file_names",
    "pull",
    "pull_all",
    "pulled_json",
]

PULL_FORMAT: Final = 1
"""The number of the structure of the JSON; another one is not compatible."""

FIELDS: Final = ("id", "name", "status", "categories", "json_version", "endpoint_uri")
"""What is asked of a flow that is pulled."""

_CATEGORIES: Final[Mapping[str, Category]] = {each: each for each in get_args(Category)}


class NoFlowJson(FlowError):
    """A flow has no Flow JSON, or something else in its place; the text says which."""


@attrs.frozen(kw_only=True)
class Pulled(RemoteFlow):
    """A flow as the account has it, to be brought into the project."""

    @property
    def label(self) -> str:
        """What messages call it: its name, or its id where it has none."""
        return visible(self.info.name or self.info.id)

    @property
    def data(self) -> bytes:
        """The bytes that are uploaded.

        Raises:
            NoFlowJson: There are none.
        """
        if self.content.data is None:
            raise NoFlowJson(f"{self.label} has no Flow JSON: nothing was uploaded to it yet")
        return self.content.data

    @property
    def is_flow(self) -> bool:
        """Whether what is uploaded is a JSON object."""
        return self.content.document is not None

    def opened(self) -> Opened:
        """Return its Flow JSON, to be imported.

        Raises:
            NoFlowJson: There is none.
            Unreadable: What is uploaded is no JSON object.
        """
        return open_bytes(self.data, name=self.info.name or "flow", label=self.label)

    def beside(self, opened: Opened, environment: Environment) -> tuple[Beside, tuple[str, ...]]:
        """Return what is known of it that its JSON does not say, and what is left out of that.

        Args:
            opened: Its Flow JSON.
            environment: The account, which may say the endpoint of all its flows.
        """
        info = self.info
        categories = tuple(_CATEGORIES[each] for each in info.categories if each in _CATEGORIES)
        notes = []
        if len(categories) < len(info.categories):
            known = ", ".join(map(visible, info.categories))
            notes.append(
                f"the categories of {self.label} ({known}) are not all known here, so none of "
                "them is written to the module; a push leaves them as they are"
            )
            categories = ()
        endpoint = info.endpoint_uri
        # Until 3.0 the address is in the JSON, and without an endpoint it would say nothing.
        is_meant = opened.version >= V3_0 and "data_api_version" in opened.document
        if not is_meant or environment.endpoint_uri is not None:
            endpoint = None
        if endpoint is not None and plain_address(endpoint) != endpoint:
            notes.append(
                f"the address of the endpoint of {self.label} may hold a secret, so it is not "
                "written to the module: a push leaves it as it is, and endpoint_uri of the "
                "environment can say it"
            )
            endpoint = None
        beside = Beside(
            name=info.name,
            categories=categories,
            endpoint_uri=endpoint,
            origin=f"pulled from {environment.name}",
        )
        return beside, tuple(notes)


def pull(client: Sender, flow: str) -> Pulled:
    """Return a flow as the account has it.

    Args:
        client: Makes the calls.
        flow: Its id.

    Raises:
        GraphError: A call comes to nothing.
    """
    return Pulled(info=client.send(get(flow, fields=FIELDS)), content=read_content(client, flow))


def pull_all(
    client: Sender, flows: Sequence[FlowInfo], *, jobs: int = 4, shown: Shown | None = None
) -> list[Pulled]:
    """Return flows as the account has them, in their order.

    Args:
        client: Makes the calls; it is used by several threads.
        flows: What a list says of them.
        jobs: How many are downloaded at once.
        shown: Shows how far it is.

    Raises:
        GraphError: A call comes to nothing.
    """

    def work(info: FlowInfo) -> Pulled:
        found = read_remote(client, info, metadata=True)
        return Pulled(info=found.info, content=found.content)

    return in_parallel(work, flows, jobs, shown)


def file_names(flows: Sequence[FlowInfo], suffix: str) -> list[str]:
    """Return the name of the file of each flow, made of its own; no part of it is ever a path.

    Args:
        flows: The flows.
        suffix: How the names end.

    Raises:
        NameClash: Two names would come to one file.
    """
    taken: dict[str, FlowInfo] = {}
    names = list(_stems(flows, suffix))
    for name, info in zip(names, flows, strict=True):
        # Windows and macOS take `Booking.json` and `booking.json` for one file.
        other = taken.setdefault(unicodedata.normalize("NFC", name).casefold(), info)
        if other is not info:
            both = " and ".join(f'"{visible(each.name or each.id)}"' for each in (other, info))
            raise NameClash(
                f"{both} would both be written to {visible(name)}{suffix}, so nothing was "
                "written: pull one of them by itself, to a file that you name"
            )
    return [f"{name}{suffix}" for name in names]


def _stems(flows: Sequence[FlowInfo], suffix: str) -> Iterator[str]:
    for info in flows:
        # No file can be called after half a character, or should be after what is not shown.
        shown = "".join(each if each.isprintable() else " " for each in info.name or info.id)
        stem = file_stem(shown)
        if suffix == ".py":
            # Modules of tests are passed over where flows are looked for.
            stem = f"flow-{stem}" if stem.startswith("test_") else stem
            stem = f"{stem}-flow" if stem.endswith("_test") or stem == "conftest" else stem
        yield stem


def pulled_json(
    pulled: Sequence[tuple[Pulled, str | None]], environment: Environment
) -> dict[str, Any]:
    """Return what was pulled as a document.

    Its keys are `format`, the number of this structure; `environment` and `waba_id`; and `flows`,
    each with `name`, `id`, `state`, `sha256` of its Flow JSON (null where it is none), and `file`,
    what it was written to (null where nothing was).

    Args:
        pulled: The flows, and the file of each.
        environment: The account.
    """
    return {
        "format": PULL_FORMAT,
        "environment": environment.name,
        "waba_id": environment.waba_id,
        "flows": [
            {
                "name": each.info.name,
                "id": each.info.id,
                "state": each.info.status,
                "sha256": each.content.sha256,
                "file": file,
            }
            for each, file in pulled
        ],
    }
