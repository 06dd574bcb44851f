"""The public names for tests that need nothing but flowdsl."""

from flowdsl.runtime.behaviour import Behaviour as Behaviour
from flowdsl.runtime.files import File as File
from flowdsl.runtime.state import Refused as Refused
from flowdsl.runtime.state import Reply as Reply
from flowdsl.testing.coverage import Coverage as Coverage
from flowdsl.testing.coverage import collecting as collecting
from flowdsl.testing.journey import Journey as Journey
from flowdsl.testing.journey import JourneyFailed as JourneyFailed
from flowdsl.testing.journey import start as start
