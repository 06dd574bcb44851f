"""A local server that speaks Meta's Flows API, to test against: `with Sandbox() as sandbox: ...`.

It needs the extra `sandbox`: `pip install "flowdsl[sandbox]"`. What it approximates stands in its
register, `flowdsl.testing.graph_server.register`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flowdsl.testing.graph_server.sandbox import Sandbox

__all__ = ["Sandbox"]


# The plugin for pytest loads a module of this package in every run, so that the rest is loaded when
# it is asked for.
def __getattr__(name: str) -> Any:
    if name != "Sandbox":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from flowdsl.testing.graph_server.sandbox import Sandbox

    return Sandbox
