"""The public names, which `flowdsl` gives out on first use."""

from flowdsl.actions import Complete, DataExchange, Navigate, OpenUrl, UpdateData
from flowdsl.components.base import Component, Input
from flowdsl.components.choices import (
    CheckboxGroup,
    Chip,
    ChipsSelector,
    Dropdown,
    Option,
    RadioButtons,
    RadioButtonsGroup,
)
from flowdsl.components.dates import CalendarPicker, DatePicker, Range
from flowdsl.components.inputs import OptIn, TextArea, TextInput
from flowdsl.components.logic import Form, If, Raw, Switch
from flowdsl.components.media import (
    CarouselImage,
    DocumentPicker,
    Image,
    ImageCarousel,
    PhotoPicker,
)
from flowdsl.components.navigation import (
    EmbeddedLink,
    Footer,
    ItemEnd,
    ItemStart,
    MainContent,
    NavigationItem,
    NavigationList,
)
from flowdsl.components.text import RichText, TextBody, TextCaption, TextHeading, TextSubheading
from flowdsl.data import Data
from flowdsl.flow import Flow, Screen, SingleColumnLayout
from flowdsl.problems import FlowError, InvalidFlow, Problem, Severity
from flowdsl.values import Expression, Ref, concat
from flowdsl.versions import DEFAULT, VERSIONS, UnknownVersion, Version

__all__ = [
    "DEFAULT",
    "VERSIONS",
    "CalendarPicker",
    "CarouselImage",
    "CheckboxGroup",
    "Chip",
    "ChipsSelector",
    "Complete",
    "Component",
    "Data",
    "DataExchange",
    "DatePicker",
    "DocumentPicker",
    "Dropdown",
    "EmbeddedLink",
    "Expression",
    "Flow",
    "FlowError",
    "Footer",
    "Form",
    "If",
    "Image",
    "ImageCarousel",
    "Input",
    "InvalidFlow",
    "ItemEnd",
    "ItemStart",
    "MainContent",
    "Navigate",
    "NavigationItem",
    "NavigationList",
    "OpenUrl",
    "OptIn",
    "Option",
    "PhotoPicker",
    "Problem",
    "RadioButtons",
    "RadioButtonsGroup",
    "Range",
    "Raw",
    "Ref",
    "RichText",
    "Screen",
    "Severity",
    "SingleColumnLayout",
    "Switch",
    "TextArea",
    "TextBody",
    "TextCaption",
    "TextHeading",
    "TextInput",
    "TextSubheading",
    "UnknownVersion",
    "UpdateData",
    "Version",
    "concat",
]
