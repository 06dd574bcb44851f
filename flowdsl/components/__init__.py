"""The components: the table of facts that everything else is derived from."""

# The order of these imports is the order of the table, which is that of Meta's reference.
# ruff: noqa: I001
from flowdsl.components.text import *
from flowdsl.components.inputs import *
from flowdsl.components.choices import *
from flowdsl.components.navigation import *
from flowdsl.components.dates import *
from flowdsl.components.media import *
from flowdsl.components.logic import *
from flowdsl.components.base import Component as Component, Input as Input
