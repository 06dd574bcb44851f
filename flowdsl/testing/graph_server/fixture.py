"""The fixture for pytest: a server for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flowdsl.testing.graph_server.sandbox import Sandbox

__all__ = ["graph_server"]


@pytest.fixture
def graph_server() -> Iterator[Sandbox]:
    """A local server that speaks Meta's Flows API, for one test.

    Without the libraries of the extra `sandbox`, the test fails with what to install.
    """
    # Every run of pytest loads this module, so that nothing else is loaded before it is needed.
    from flowdsl.problems import FlowError
    from flowdsl.testing.graph_server.sandbox import Sandbox

    sandbox = Sandbox()
    try:
        sandbox.start()
    except FlowError as error:
        sandbox.stop()
        pytest.fail(str(error), pytrace=False)
    with sandbox:
        yield sandbox
