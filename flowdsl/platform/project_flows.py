"""The flows of a project as far as they can be read, for what can be done without them, too.

A push needs every flow of a project without an error. Whoever only wants to show a line, or to say
whether the account has what the project has, takes what there is, and says why there is no more.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs

from flowdsl.platform.environments import Environment
from flowdsl.platform.wanted import NotReady, WantedFlow, find_wanted
from flowdsl.problems import FlowError
from flowdsl.report import shown_path
from flowdsl.settings import Settings, read_settings

__all__ = ["NO_PATHS", "ProjectFlows", "read_project_flows"]

NO_PATHS: Final = "no `paths` are set under [tool.flowdsl] in pyproject.toml"
"""Why nobody knows the flows of a project that does not name them."""


@attrs.frozen(kw_only=True)
class ProjectFlows:
    """The flows of a project, as they are wanted in an environment.

    Args:
        flows: The flows by their names, each as often as there are versions that the settings
            compile to.
        failure: Why they cannot be read, in one line; None where they can.
    """

    flows: Mapping[str, tuple[WantedFlow, ...]] = attrs.field(factory=dict)
    failure: str | None = None

    def __contains__(self, name: object) -> bool:
        return name in self.flows

    def like(self, name: str, sha256: str | None) -> WantedFlow | None:
        """Return a flow of the project, None unless its Flow JSON is the one that is meant.

        Args:
            name: What it is called.
            sha256: The `content_hash` of the Flow JSON.
        """
        return next((each for each in self.flows.get(name, ()) if each.sha256 == sha256), None)


def read_project_flows(environment: Environment, folder: Path = Path()) -> ProjectFlows:
    """Return the flows that the settings of a project name; nothing is raised where they are wrong.

    Args:
        environment: Where they go.
        folder: The folder to look from for a `pyproject.toml`, upwards.
    """
    try:
        settings = read_settings(folder)
        if not settings.paths:
            return ProjectFlows(failure=NO_PATHS)
        return ProjectFlows(flows=_found(environment, settings))
    except NotReady as error:
        names = ", ".join(map(shown_path, error.names))
        return ProjectFlows(failure=f"{names}: there are errors: flowdsl check")
    except FlowError as error:
        # The last line of a traceback is the error itself.
        return ProjectFlows(failure=str(error).strip().splitlines()[-1])
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        return ProjectFlows(failure=f"{name}{error.strerror or error}")


def _found(environment: Environment, settings: Settings) -> dict[str, tuple[WantedFlow, ...]]:
    paths = tuple(map(str, settings.paths))
    found: dict[str, tuple[WantedFlow, ...]] = {}
    for target in settings.targets or (None,):
        for flow in find_wanted(paths, environment, settings, target=target):
            found[flow.name] = (*found.get(flow.name, ()), flow)
    return found
