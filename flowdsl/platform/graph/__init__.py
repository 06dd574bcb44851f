"""Meta's Graph API for flows: typed clients, what they answer, and what goes wrong.

The clients need `pip install "flowdsl[push]"`; all else here needs nothing.
"""

from typing import TYPE_CHECKING, Any

from flowdsl.platform.graph.errors import AccessDenied as AccessDenied
from flowdsl.platform.graph.errors import AnswerLost as AnswerLost
from flowdsl.platform.graph.errors import CannotDelete as CannotDelete
from flowdsl.platform.graph.errors import CannotDeprecate as CannotDeprecate
from flowdsl.platform.graph.errors import CannotPublish as CannotPublish
from flowdsl.platform.graph.errors import CannotSend as CannotSend
from flowdsl.platform.graph.errors import CannotUpdate as CannotUpdate
from flowdsl.platform.graph.errors import GraphError as GraphError
from flowdsl.platform.graph.errors import IntegrityBlocked as IntegrityBlocked
from flowdsl.platform.graph.errors import InvalidParameter as InvalidParameter
from flowdsl.platform.graph.errors import NoAnswer as NoAnswer
from flowdsl.platform.graph.errors import NotEnoughData as NotEnoughData
from flowdsl.platform.graph.errors import RateLimited as RateLimited
from flowdsl.platform.graph.errors import Refused as Refused
from flowdsl.platform.graph.errors import ServerFailed as ServerFailed
from flowdsl.platform.graph.errors import UnexpectedAnswer as UnexpectedAnswer
from flowdsl.platform.graph.errors import Unreachable as Unreachable
from flowdsl.platform.graph.health import Health as Health
from flowdsl.platform.graph.health import HealthEntity as HealthEntity
from flowdsl.platform.graph.health import HealthError as HealthError
from flowdsl.platform.graph.metrics import Granularity as Granularity
from flowdsl.platform.graph.metrics import Metric as Metric
from flowdsl.platform.graph.metrics import MetricName as MetricName
from flowdsl.platform.graph.metrics import MetricPoint as MetricPoint
from flowdsl.platform.graph.models import Asset as Asset
from flowdsl.platform.graph.models import Category as Category
from flowdsl.platform.graph.models import Created as Created
from flowdsl.platform.graph.models import EncryptionKey as EncryptionKey
from flowdsl.platform.graph.models import FailedMigration as FailedMigration
from flowdsl.platform.graph.models import FlowInfo as FlowInfo
from flowdsl.platform.graph.models import MigratedFlow as MigratedFlow
from flowdsl.platform.graph.models import Migration as Migration
from flowdsl.platform.graph.models import Page as Page
from flowdsl.platform.graph.models import Party as Party
from flowdsl.platform.graph.models import Uploaded as Uploaded
from flowdsl.platform.graph.preview import Preview as Preview
from flowdsl.platform.graph.requests import Call as Call
from flowdsl.platform.graph.requests import Request as Request
from flowdsl.platform.graph.secrecy import Token as Token
from flowdsl.platform.graph.settings import GraphSettings as GraphSettings
from flowdsl.platform.graph.validation import Pointer as Pointer
from flowdsl.platform.graph.validation import ValidationError as ValidationError

if TYPE_CHECKING:
    from flowdsl.platform.graph.client import AsyncGraphClient as AsyncGraphClient
    from flowdsl.platform.graph.client import GraphClient as GraphClient

_CLIENTS = ("AsyncGraphClient", "GraphClient")


# The clients need an extra, so they are loaded when one of them is asked for.
def __getattr__(name: str) -> Any:
    if name not in _CLIENTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from flowdsl.platform.graph import client

    return globals().setdefault(name, getattr(client, name))


def __dir__() -> list[str]:
    return sorted({*globals(), *_CLIENTS})
