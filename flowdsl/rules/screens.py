"""Rules about screens: their ids, where a flow ends, and its endpoint."""

from flowdsl.components.navigation import Footer, NavigationList
from flowdsl.context import ROOT, SEVERAL_SCREENS, Context
from flowdsl.fault import Faults, fault
from flowdsl.problems import Severity, close_match
from flowdsl.rule import rule
from flowdsl.versions import V3_1, V5_1, V6_2, V7_0, V7_3

__all__: list[str] = []

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_FOOTER, _LIST = Footer.facts.name, NavigationList.facts.name
RESERVED = "SUCCESS"


@rule("FLOW135", "missing-title", WARNING, catalogue=("V311",))
def missing_title(flow: Context) -> Faults:
    """A screen has no title.

    The bar at the top of the screen stays empty, and Flows Builder shows the id instead.

    Bad:
        Screen(id="START", terminal=True, children=[
            TextBody(text="Hello"), Footer(label="Done", on_click_action=Complete({})),
        ])
    Good:
        Screen(id="START", title="Welcome", terminal=True, children=[
            TextBody(text="Hello"), Footer(label="Done", on_click_action=Complete({})),
        ])
    Meta: unknown: the title is optional in the documents, and required by the official client.
    """
    for screen in flow.screens:
        if "title" not in screen.content:
            yield fault(
                screen.trail,
                f"the screen `{screen.id}` has no `title`"
                if screen.id
                else "a screen has no `title`",
            )


@rule(
    "FLOW202",
    "duplicate-screen-id",
    ERROR,
    ("DUPLICATE_SCREEN_IDS",),
    catalogue=("V404",),
    needs=(SEVERAL_SCREENS,),
)
def duplicate_screen_id(flow: Context) -> Faults:
    """Two screens have one id.

    A screen is known by its id only: an action or a route that names it could mean either.

    Bad:
        [
            Screen(id="START", title="One", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
            Screen(id="START", title="Two", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        Screen(id="START", title="One", terminal=True, children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])
    """
    for screen in flow.screens:
        first = flow.by_id[screen.id]
        if screen is not first and screen.id:
            message = f"there are two screens `{screen.id}`"
            notes = (f"the first one is screens[{first.index}]",)
            yield fault(screen.at("id"), message, "rename one of them", notes=notes)


@rule("FLOW203", "reserved-screen-id", ERROR, ("SCREEN_ID_IS_RESERVED_KEYWORD",),
      catalogue=("V405",))  # fmt: skip
def reserved_screen_id(flow: Context) -> Faults:
    """A screen is called SUCCESS.

    An endpoint answers with that id to end a flow, so that no screen can have it, in upper or lower
    case.

    Bad:
        Screen(id="SUCCESS", title="Thank you", terminal=True, children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Good:
        Screen(id="THANKS", title="Thank you", terminal=True, children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])
    """
    for screen in flow.screens:
        if screen.id.upper() == RESERVED:
            message = f"`{screen.id}` is reserved: an endpoint answers with it to end a flow"
            yield fault(screen.at("id"), message, "rename the screen")


@rule("FLOW204", "underscore-id", WARNING, since=V7_0, catalogue=("V316",))
def underscore_id(flow: Context) -> Faults:
    """The id of a screen holds no letter.

    From 7.0 the official client wants a letter in it.

    Bad:
        Screen(id="_", title="Start", terminal=True, children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Good:
        Screen(id="A_", title="Start", terminal=True, children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Meta: unknown: seen in the official client, in no document.
    """
    for screen in flow.screens:
        if screen.id and not screen.id.strip("_"):
            yield fault(screen.at("id"), f"the id `{screen.id}` holds no letter")


@rule("FLOW205", "no-terminal-screen", ERROR, ("MISSING_TERMINAL_SCREEN",), catalogue=("V407",))
def no_terminal_screen(flow: Context) -> Faults:
    """No screen is terminal.

    A flow ends on a screen that says `terminal`; without one it never can, and is refused.

    Bad:
        Flow(screens=[Screen(id="START", title="Start", children=[TextBody(text="Hello")])])
    Good:
        Flow(screens=[Screen(id="START", title="Start", terminal=True, children=[
            TextBody(text="Hello"), Footer(label="Done", on_click_action=Complete({})),
        ])])
    """
    unreadable = any(not isinstance(screen.content.get("terminal", True), bool)
                     for screen in flow.screens)  # fmt: skip
    ends = any(screen.is_terminal for screen in flow.screens)
    if flow.is_whole and flow.screens and not unreadable and not ends:
        help_ = "say `terminal` on the screen where the flow ends"
        yield fault((ROOT, "screens"), "no screen is terminal", help_)


@rule("FLOW206", "terminal-without-footer", ERROR, ("MISSING_FOOTER_ON_TERMINAL_SCREEN",),
      catalogue=("V408",))  # fmt: skip
def terminal_without_footer(flow: Context) -> Faults:
    """A terminal screen has no Footer.

    The Footer is the button that ends the flow: without it nobody gets out of the screen but by
    closing the flow, and no answer is sent.

    Bad:
        Screen(id="START", title="Start", terminal=True, children=[TextBody(text="Hello")])
    Good:
        Screen(id="START", title="Start", terminal=True, children=[
            TextBody(text="Hello"), Footer(label="Done", on_click_action=Complete({})),
        ])
    """
    for screen in flow.screens:
        if screen.is_terminal and screen.is_whole and not screen.of(_FOOTER, _LIST):
            message = f"the terminal screen `{screen.id}` has no Footer"
            help_ = "add a Footer whose action is `complete`"
            yield fault(screen.at("terminal"), message, help_)


@rule("FLOW207", "no-successful-end", ERROR, ("INVALID_PROPERTY_VALUE",), since=V3_1,
      catalogue=("V409",))  # fmt: skip
def no_successful_end(flow: Context) -> Faults:
    """Every terminal screen says that it is no success.

    `success` tells Meta's figures whether ending there is what the business wanted; one of the
    ends has to be.

    Bad:
        Screen(id="START", title="Start", terminal=True, success=False, children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Good:
        Screen(id="START", title="Start", terminal=True, success=True, children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])
    """
    ends = [screen for screen in flow.screens if screen.is_terminal]
    if ends and all(screen.content.get("success") is False for screen in ends):
        message = "every terminal screen has `success` false, but one at least must not"
        yield fault(ends[-1].at("success"), message, "leave `success` out where the flow succeeds")


@rule("FLOW208", "success-without-terminal", ERROR, ("NOT_KEYWORD_SCHEMA_VALIDATION_FAILED",),
      since=V3_1, catalogue=("V322",))  # fmt: skip
def success_without_terminal(flow: Context) -> Faults:
    """A screen that is not terminal says whether it is a success.

    A flow does not end there, so there is nothing to say.

    Bad:
        [
            Screen(id="START", title="Start", success=True, children=[
                Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        Screen(id="END", title="End", terminal=True, success=True, children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])
    """
    for screen in flow.screens:
        if "success" in screen.content and not screen.is_terminal:
            message = f"`success` stands on the screen `{screen.id}`, which is not terminal"
            help_ = "leave it out, or make the screen terminal"
            yield fault(screen.at("success"), message, help_, at_key=True)


@rule("FLOW209", "list-on-terminal-screen", ERROR, ("INVALID_PROPERTY_KEY",), since=V6_2,
      catalogue=("V410",), needs=(_LIST,))  # fmt: skip
def list_on_terminal_screen(flow: Context) -> Faults:
    """A NavigationList stands on a terminal screen.

    A list leads on to other screens; a terminal screen is where the flow ends.

    Bad:
        items = [NavigationItem(id="a", main_content=MainContent(title="A"))]
        [
            Screen(id="START", title="Start", terminal=True, children=[
                NavigationList(name="list", list_items=items, on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        items = [NavigationItem(id="a", main_content=MainContent(title="A"))]
        [
            Screen(id="START", title="Start", children=[
                NavigationList(name="list", list_items=items, on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Meta: same: reported from answers of the server.
    """
    for component in flow.of(_LIST):
        if component.screen.is_terminal:
            message = (
                f"a NavigationList cannot stand on the terminal screen `{component.screen.id}`"
            )
            help_ = "end the flow on a screen that the list leads to"
            yield fault(component.trail, message, help_, cause=("list", component.screen.index))


@rule(
    "FLOW210",
    "terminal-footer-navigates",
    WARNING,
    ("INVALID_PROPERTY_VALUE",),
    catalogue=("V411",),
    needs=(_FOOTER,),
)
def terminal_footer_navigates(flow: Context) -> Faults:
    """The Footer of a terminal screen leads to another screen.

    A terminal screen is where the flow ends. Phones have shown such screens, but the official
    client refuses them from 7.3.

    Bad:
        [
            Screen(id="START", title="Start", terminal=True, children=[
                Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        [
            Screen(id="START", title="Start", children=[
                Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Meta: approximated: seen in the official client, which gives the code from 7.3.
    """
    meta = None if flow.version >= V7_3 else ()
    for action in flow.actions_of("navigate"):
        component = action.component
        if component.kind == _FOOTER and component.screen.is_terminal:
            message = f"the Footer of the terminal screen `{component.screen.id}` leads on"
            yield fault(action.trail, message, "let the screen end the flow with `complete`, or "
                        "leave out `terminal`", meta=meta)  # fmt: skip


@rule("FLOW211", "sensitive-nothing", WARNING, since=V5_1, catalogue=("V412",))
def sensitive_nothing(flow: Context) -> Faults:
    """`sensitive` names something that is no input of the screen.

    Nothing is hidden then, although the author meant something to be.

    Bad:
        Screen(id="START", title="Start", terminal=True, sensitive=["pin"], children=[
            TextInput(name="code", label="Code"),
            Footer(label="Done", on_click_action=Complete({"code": "${form.code}"})),
        ])
    Good:
        Screen(id="START", title="Start", terminal=True, sensitive=["code"], children=[
            TextInput(name="code", label="Code"),
            Footer(label="Done", on_click_action=Complete({"code": "${form.code}"})),
        ])
    Meta: unknown: seen in the official client, in no document.
    """
    for screen in flow.screens:
        names = screen.content.get("sensitive")
        for index, name in enumerate(names if isinstance(names, list) else ()):
            if isinstance(name, str) and name not in screen.inputs and screen.is_whole:
                close = close_match(name, screen.inputs)
                help_ = f"did you mean `{close}`?" if close else None
                message = f"`sensitive` names `{name}`, which is no input of the screen"
                cause = ("no input", screen.id, name)
                yield fault((screen.at("sensitive"), index), message, help_, cause=cause)


@rule("FLOW212", "refresh-without-endpoint", ERROR, ("INVALID_PROPERTY_VALUE",),
      catalogue=("V413",))  # fmt: skip
def refresh_without_endpoint(flow: Context) -> Faults:
    """`refresh_on_back` is true in a flow without an endpoint.

    It asks the endpoint for the screen again; `data_api_version` is what makes a flow have one.

    Bad:
        Screen(id="START", title="Start", terminal=True, refresh_on_back=True, children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])
    Good:
        Flow(data_api_version="3.0", screens=[
            Screen(id="START", title="Start", terminal=True, refresh_on_back=True, children=[
                Footer(label="Done", on_click_action=DataExchange({})),
            ]),
        ])
    """
    for screen in flow.screens:
        if screen.content.get("refresh_on_back") is True and not flow.has_endpoint:
            message = "`refresh_on_back` asks an endpoint, but the flow has none"
            help_ = 'give the flow `data_api_version`, "3.0", or leave this out'
            yield fault(screen.at("refresh_on_back"), message, help_)


@rule("FLOW213", "exchange-without-endpoint", ERROR, ("MISSING_REQUIRED_PROPERTY",),
      catalogue=("V414",), needs=("data_exchange",))  # fmt: skip
def exchange_without_endpoint(flow: Context) -> Faults:
    """A `data_exchange` stands in a flow without an endpoint.

    It sends its payload to the endpoint; `data_api_version` is what makes a flow have one.

    Bad:
        Footer(label="Done", on_click_action=DataExchange({}))
    Good:
        Flow(data_api_version="3.0", screens=[
            Screen(id="START", title="Start", terminal=True, children=[
                Footer(label="Done", on_click_action=DataExchange({})),
            ]),
        ])
    """
    if not flow.has_endpoint:
        for action in flow.actions_of("data_exchange"):
            message = "`data_exchange` asks an endpoint, but the flow has none"
            help_ = 'give the flow `data_api_version`, "3.0", and a `routing_model`'
            yield fault(action.trail, message, help_, cause="no endpoint")


@rule("FLOW214", "endpoint-without-routes", ERROR, ("MISSING_REQUIRED_PROPERTY",),
      catalogue=("V414",))  # fmt: skip
def endpoint_without_routes(flow: Context) -> Faults:
    """A flow with an endpoint has no `routing_model`.

    The endpoint decides which screen comes next; the model says which ones it may choose. In Python
    it is derived: `DataExchange(..., leads_to=[...])` adds what the endpoint knows.

    Bad:
        {"version": "7.3", "data_api_version": "3.0", "screens": [
            {"id": "START", "title": "Start", "terminal": true, "layout": {
                "type": "SingleColumnLayout", "children": [{"type": "Footer", "label": "Done",
                    "on-click-action": {"name": "data_exchange", "payload": {}}}]}}]}
    Good:
        {"version": "7.3", "data_api_version": "3.0", "routing_model": {"START": []}, "screens": [
            {"id": "START", "title": "Start", "terminal": true, "layout": {
                "type": "SingleColumnLayout", "children": [{"type": "Footer", "label": "Done",
                    "on-click-action": {"name": "data_exchange", "payload": {}}}]}}]}
    """
    if flow.has_endpoint and "routing_model" not in flow.document:
        message = "a flow with `data_api_version` needs a `routing_model`"
        yield fault((ROOT, "data_api_version"), message, "list to which screens each one leads")
