"""The public names, which `flowdsl` gives out on first use.

The modules of the table say themselves, in their `__all__`, what of them is public; there is no
`__all__` here, because type checkers follow star imports but read no computed list.
"""

from flowdsl.actions import *
from flowdsl.components import *
from flowdsl.data import *
from flowdsl.flow import *
from flowdsl.problems import FlowError as FlowError
from flowdsl.problems import InvalidFlow as InvalidFlow
from flowdsl.problems import Problem as Problem
from flowdsl.problems import Severity as Severity
from flowdsl.values import Expression as Expression
from flowdsl.values import Ref as Ref
from flowdsl.values import concat as concat
from flowdsl.versions import DEFAULT as DEFAULT
from flowdsl.versions import VERSIONS as VERSIONS
from flowdsl.versions import UnknownVersion as UnknownVersion
from flowdsl.versions import Version as Version
