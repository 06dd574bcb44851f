"""Hypothesis strategies for whole flows and for single components."""

from flowdsl.testing.strategies.components import components
from flowdsl.testing.strategies.flows import flows

__all__ = ["components", "flows"]
