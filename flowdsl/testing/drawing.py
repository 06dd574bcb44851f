"""The public names for tests with Hypothesis: strategies, and a state machine of any flow."""

from flowdsl.testing.machine import FlowMachine as FlowMachine
from flowdsl.testing.machine import state_machine as state_machine
from flowdsl.testing.strategies.components import components as components
from flowdsl.testing.strategies.filling import answers as answers
from flowdsl.testing.strategies.flows import flows as flows
from flowdsl.testing.strategies.walking import journeys as journeys
from flowdsl.testing.strategies.walking import moves as moves
