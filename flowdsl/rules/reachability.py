"""Rules about the way through a flow as a whole: its beginning, its end, and what is off it."""

from flowdsl.components.logic import If, Switch
from flowdsl.components.navigation import Footer
from flowdsl.context import MODEL, ROOT, SEVERAL_SCREENS, Context, PlacedAction
from flowdsl.fault import Faults, fault
from flowdsl.problems import Severity
from flowdsl.routes import is_sound, routes_of
from flowdsl.rule import rule
from flowdsl.versions import V4_0

__all__: list[str] = []

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
META = ("INVALID_ROUTING_MODEL",)
_FOOTER = Footer.facts.name
_IF, _SWITCH = If.facts.name, Switch.facts.name
_MODEL = (ROOT, "routing_model")


@rule("FLOW307", "no-entry-screen", ERROR, META, catalogue=("V506",), needs=(SEVERAL_SCREENS,))
def no_entry_screen(flow: Context) -> Faults:
    """Every screen is led to by another, so that none is the first.

    A flow begins on a screen that nothing leads to.

    Bad:
        def screen(name, target):
            return Screen(id=name, title=name, terminal=True, children=[
                EmbeddedLink(text="Next", on_click_action=Navigate(target)),
                Footer(label="Done", on_click_action=Complete({})),
            ])
        [screen("A", "B"), screen("B", "C"), screen("C", "A")]
    Good:
        def screen(name, target):
            return Screen(id=name, title=name, terminal=True, children=[
                EmbeddedLink(text="Next", on_click_action=Navigate(target)),
                Footer(label="Done", on_click_action=Complete({})),
            ])
        [screen("A", "B"), screen("B", "C"), Screen(id="C", title="C", terminal=True, children=[
            Footer(label="Done", on_click_action=Complete({})),
        ])]
    """
    if is_sound(flow) and flow.screens:
        routes = routes_of(flow)
        if not routes.entries:
            way = _MODEL if routes.model is not None else (ROOT, "screens")
            yield fault(way, "every screen is led to by another: none can be the first")


@rule("FLOW308", "unconnected-screen", ERROR, META, catalogue=("V507",), needs=(SEVERAL_SCREENS,))
def unconnected_screen(flow: Context) -> Faults:
    """A screen is not connected with the rest of the flow.

    Nothing leads to it or from it to the others.

    Bad:
        [
            Screen(id="START", title="Start", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
            Screen(id="TERMS", title="Terms", children=[TextBody(text="Be kind.")]),
        ]
    Good:
        [
            Screen(id="START", title="Start", terminal=True, children=[
                EmbeddedLink(text="Terms", on_click_action=Navigate("TERMS")),
                Footer(label="Done", on_click_action=Complete({})),
            ]),
            Screen(id="TERMS", title="Terms", children=[TextBody(text="Be kind.")]),
        ]
    """
    if is_sound(flow):
        for group in routes_of(flow).islands[1:]:
            rest = "" if len(group) == 1 else f" and {len(group) - 1} more"
            message = f"nothing connects the screen `{group[0]}`{rest} with `{flow.screens[0].id}`"
            help_ = "lead to it with `navigate`, or leave it out"
            yield fault(flow.by_id[group[0]].at("id"), message, help_)


@rule("FLOW310", "unreachable-screen", WARNING, catalogue=("V509",), needs=(SEVERAL_SCREENS,))
def unreachable_screen(flow: Context) -> Faults:
    """A screen cannot be reached from where a flow begins.

    Other screens lead to it, but nothing leads to those.

    Bad:
        def screen(name, *targets):
            return Screen(id=name, title=name, terminal=True, children=[
                *(EmbeddedLink(text=target, on_click_action=Navigate(target))
                  for target in targets),
                Footer(label="Done", on_click_action=Complete({})),
            ])
        [screen("START", "END"), screen("END"), screen("A", "B"), screen("B", "C"),
         screen("C", "A", "END")]
    Good:
        def screen(name, *targets):
            return Screen(id=name, title=name, terminal=True, children=[
                *(EmbeddedLink(text=target, on_click_action=Navigate(target))
                  for target in targets),
                Footer(label="Done", on_click_action=Complete({})),
            ])
        [screen("START", "A", "END"), screen("END"), screen("A", "B"), screen("B", "END")]
    Meta: own.
    """
    if is_sound(flow):
        routes = routes_of(flow)
        if routes.entries and len(routes.islands) == 1:
            reached = routes.reached_from(routes.entries)
            lost = [name for name in routes.ids if name not in reached]
            if lost:
                message = f"the screen `{lost[0]}` cannot be reached from where the flow begins"
                yield fault(flow.by_id[lost[0]].at("id"), message)


@rule("FLOW311", "dead-end", WARNING, catalogue=("V510",), needs=(SEVERAL_SCREENS,))
def dead_end(flow: Context) -> Faults:
    """From a screen the flow cannot be finished.

    No screen that can be reached from it is terminal. A page without a Footer, opened by a link and
    left with Back, is none.

    Bad:
        [
            Screen(id="START", title="Start", terminal=True, children=[
                EmbeddedLink(text="More", on_click_action=Navigate("MORE")),
                Footer(label="Done", on_click_action=Complete({})),
            ]),
            Screen(id="MORE", title="More", children=[
                Footer(label="Next", on_click_action=Navigate("LAST")),
            ]),
            Screen(id="LAST", title="Last", children=[TextBody(text="That is all.")]),
        ]
    Good:
        [
            Screen(id="START", title="Start", terminal=True, children=[
                EmbeddedLink(text="More", on_click_action=Navigate("MORE")),
                Footer(label="Done", on_click_action=Complete({})),
            ]),
            Screen(id="MORE", title="More", children=[TextBody(text="That is all.")]),
        ]
    Meta: own.
    """
    if is_sound(flow) and any(screen.is_terminal for screen in flow.screens):
        routes = routes_of(flow)
        if flow.is_known:
            ends = [screen.id for screen in flow.screens if routes.ends(screen)]
            finishing = routes.reaching(ends)
            for screen in flow.screens:
                if screen.of(_FOOTER) and screen.id not in finishing:
                    message = f"from the screen `{screen.id}` the flow cannot be finished"
                    yield fault(screen.at("id"), message, cause="dead end")


@rule("FLOW312", "unused-route", INFO, catalogue=("V511",), quiet=True, needs=(MODEL,))
def unused_route(flow: Context) -> Faults:
    """The routing model has an edge that no action uses.

    It is left over, or the action is missing.

    Bad:
        Flow(routing_model={"START": ["MIDDLE", "END"], "MIDDLE": ["END"]}, screens=[
            Screen(id="START", title="Start", children=[
                Footer(label="Next", on_click_action=Navigate("MIDDLE")),
            ]),
            Screen(id="MIDDLE", title="Middle", children=[
                Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ])
    Good:
        Flow(routing_model={"START": ["MIDDLE"], "MIDDLE": ["END"]}, screens=[
            Screen(id="START", title="Start", children=[
                Footer(label="Next", on_click_action=Navigate("MIDDLE")),
            ]),
            Screen(id="MIDDLE", title="Middle", children=[
                Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ])
    Meta: own.
    """
    routes = routes_of(flow)
    if routes.model is None or not is_sound(flow):
        return
    for name, targets in routes.model.items():
        screen = flow.by_id[name]
        if not screen.is_whole or any(each.name == "data_exchange" for each in screen.actions):
            continue
        for index, target in enumerate(targets):
            if target not in routes.navigated.get(name, {}):
                way = ((_MODEL, name), index)
                yield fault(way, f"no action leads from `{name}` to `{target}`", "leave it out")


@rule(
    "FLOW313", "hidden-navigation", WARNING, since=V4_0, catalogue=("V512",), needs=(_IF, _SWITCH)
)
def hidden_navigation(flow: Context) -> Faults:
    """A `navigate` stands in an If or Switch, and there is no `routing_model`.

    Phones have refused such flows: they find no route to the screen.

    Bad:
        agree = OptIn(name="agree", label="I agree")
        [
            Screen(id="START", title="Start", children=[
                agree,
                If(condition=agree.ref,
                   then=[EmbeddedLink(text="More", on_click_action=Navigate("MORE"))]),
                Footer(label="Next", on_click_action=Navigate("MORE")),
            ]),
            Screen(id="MORE", title="More", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        agree = OptIn(name="agree", label="I agree")
        Flow(routing_model={"START": ["MORE"]}, screens=[
            Screen(id="START", title="Start", children=[
                agree,
                If(condition=agree.ref,
                   then=[EmbeddedLink(text="More", on_click_action=Navigate("MORE"))]),
                Footer(label="Next", on_click_action=Navigate("MORE")),
            ]),
            Screen(id="MORE", title="More", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ])
    Meta: unknown: reported from phones, in no document.
    """
    if routes_of(flow).model is not None or flow.has_endpoint:
        return
    for action in flow.actions_of("navigate"):
        holder = _branch(action)
        if holder:
            message = f"a `navigate` stands in {holder}, but the flow has no `routing_model`"
            help_ = "add a `routing_model`: some phones refuse the flow without it"
            yield fault(action.trail, message, help_, cause="hidden navigation")


def _branch(action: PlacedAction) -> str:
    for each in action.component.around():
        if each.kind in (_IF, _SWITCH):
            return "an If" if each.kind == _IF else "a Switch"
    return ""
