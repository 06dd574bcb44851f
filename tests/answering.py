"""Somebody with a phone who fills in a flow at random, as far as anybody knows what phones do."""

import random
from typing import Any

from flowdsl import Version
from flowdsl.answers.schema import ADDED
from flowdsl.bindings import binding_of

__all__ = ["Phone"]

MISSING = object()
"""What a reference gives that leads to nothing: its key is left out."""


class Phone:
    """A phone in the hands of somebody who fills in a flow at random, for flows without endpoint.

    What nobody has settled, such as what an untouched Dropdown answers, is drawn from everything
    that has been thought of.
    """

    def __init__(self, document: dict[str, Any], version: Version, chance: random.Random) -> None:
        self.screens = {screen["id"]: screen for screen in document["screens"]}
        self.first = entry_of(document)
        self.version = version
        self.chance = chance
        self.data: dict[str, dict[str, Any]] = {}
        self.forms: dict[str, dict[str, Any]] = {}

    def response(self) -> dict[str, Any] | None:
        """Return what the webhook gets, None where the flow was left before its end."""
        screen = self.screens[self.first]
        given = {key: self.fitting(entry) for key, entry in screen.get("data", {}).items()}
        for _ in range(20):
            name = screen["id"]
            self.data[name] = given
            self.fill(screen)
            self.touch(screen)
            actions = list(actions_on(screen, ("navigate", "complete")))
            if not actions:
                return None
            component, action = self.chance.choice(actions)
            if component["type"] == "Footer":
                self.require(screen)
            given = self.object(action.get("payload", {}), name)
            if action["name"] == "complete":
                token = {ADDED: "unused"} if self.chance.random() < 0.8 else {}
                return {**given, **token}
            screen = self.screens[action["next"]["name"]]
        return None

    def fill(self, screen: dict[str, Any]) -> None:
        form = self.forms.setdefault(screen["id"], {})
        for component, sure in inputs_on(screen):
            hidden = not sure or component.get("visible", True) is not True
            value = self.answer(component, screen["id"])
            if hidden and self.chance.random() < 0.5:
                value = MISSING
            form[component["name"]] = value

    def touch(self, screen: dict[str, Any]) -> None:
        """Let some of the updates happen that options and boxes bring."""
        for _, action in actions_on(screen, ("update_data",)):
            if self.chance.random() < 0.5:
                new = self.object(action["payload"], screen["id"])
                self.data[screen["id"]] = {**self.data[screen["id"]], **new}

    def require(self, screen: dict[str, Any]) -> None:
        """Fill in what is required and shown."""
        for component, sure in inputs_on(screen):
            least = component.get("min-uploaded-photos", component.get("min-uploaded-documents"))
            if sure and component.get("visible", True) is True and (
                component.get("required") is True or least
            ):  # fmt: skip
                form = self.forms[screen["id"]]
                form[component["name"]] = self.filled(component, screen["id"])

    def answer(self, component: dict[str, Any], screen: str) -> Any:
        untouched = self.chance.random() < 0.4
        return self.untouched(component) if untouched else self.filled(component, screen)

    def untouched(self, component: dict[str, Any]) -> Any:
        match component["type"]:
            case "TextInput" | "TextArea":
                return ""
            case "OptIn":
                return self.chance.choice([False, MISSING])
            case "CheckboxGroup" | "ChipsSelector" | "PhotoPicker" | "DocumentPicker":
                return self.chance.choice([[], "", MISSING])
            case "CalendarPicker" if component.get("mode") == "range":
                return self.chance.choice([{}, {"start-date": "2026-01-02"}, "", MISSING])
        return self.chance.choice(["", MISSING])

    def filled(self, component: dict[str, Any], screen: str) -> Any:
        match component["type"]:
            case "TextInput" if component.get("input-type") == "number":
                return self.chance.choice(["12", 12])
            case "TextInput" | "TextArea":
                return self.chance.choice(["Ada", " ", "Zo\u00eb \U0001f41d"])
            case "OptIn":
                return True
            case "CheckboxGroup" | "ChipsSelector":
                ids = self.ids(component, screen)
                return self.chance.sample(ids, self.chance.randint(1, len(ids)))
            case "RadioButtonsGroup" | "Dropdown":
                return self.chance.choice(self.ids(component, screen))
            case "DatePicker":
                return "1767225600000" if self.version.major < 5 else "2026-01-01"
            case "CalendarPicker" if component.get("mode") == "range":
                return {"start-date": "2026-01-01", "end-date": "2026-01-09"}
            case "CalendarPicker":
                return "2026-01-01"
            case "PhotoPicker" | "DocumentPicker":
                file = {"file_name": "a.jpg", "mime_type": "image/jpeg", "sha256": "x", "id": "1"}
                return [file] * self.chance.randint(1, 3)
        raise AssertionError(component["type"])

    def ids(self, component: dict[str, Any], screen: str) -> list[str]:
        listed = component["data-source"]
        if isinstance(listed, str):
            found = self.value(listed, screen)
            listed = found if isinstance(found, list) else []
            return [item["id"] for item in listed if item.get("id")] or ["any"]
        return [item["id"] for item in listed]

    def fitting(self, schema: Any) -> Any:
        """Return a value that a schema takes."""
        match schema:
            case {"type": "string"}:
                return self.chance.choice(["", "x"])
            case {"type": "number" | "integer"}:
                return self.chance.choice([0, 7])
            case {"type": "boolean"}:
                return self.chance.choice([True, False])
            case {"type": "array"}:
                items = schema.get("items")
                return [self.fitting(items) for _ in range(self.chance.randint(0, 2))]
            case {"type": "object"}:
                inner = schema.get("properties", {})
                return {key: self.fitting(each) for key, each in inner.items()}
        return "x"

    def object(self, payload: dict[str, Any], screen: str) -> dict[str, Any]:
        found = {key: self.value(value, screen) for key, value in payload.items()}
        return {key: value for key, value in found.items() if value is not MISSING}

    def value(self, value: Any, screen: str) -> Any:
        if isinstance(value, dict):
            return self.object(value, screen)
        if isinstance(value, list):
            found = [self.value(item, screen) for item in value]
            return [item for item in found if item is not MISSING]
        if not isinstance(value, str) or binding_of(value) is None:
            return value
        if value.startswith("`"):
            return self.computed(value)
        root, *path = value[2:-1].split(".")
        if root == "screen":
            screen, root, *path = path
        here: Any = (self.forms if root == "form" else self.data).get(screen, {})
        if root == "form" and ".".join(path) in here:
            return here[".".join(path)]
        for step in path:
            here = here.get(step, MISSING) if isinstance(here, dict) else MISSING
        return here

    def computed(self, text: str) -> Any:
        """Return a value of the type that an expression has, as far as one can tell by looking."""
        if any(operator in text for operator in ("==", "&&", "||", "<", ">", "!")):
            return self.chance.choice([True, False])
        arithmetic = any(f" {operator} " in text for operator in "+-*/%") and "'" not in text
        return 7 if arithmetic else "joined"


def entry_of(document: dict[str, Any]) -> str:
    """Return the screen that a flow begins on."""
    led_to = {
        action["next"]["name"]
        for screen in document["screens"]
        for _, action in actions_on(screen, ("navigate",))
    }
    names = [screen["id"] for screen in document["screens"]]
    return next((name for name in names if name not in led_to), names[0])


def actions_on(screen: dict[str, Any], names: tuple[str, ...]):
    """Yield the components with the actions on them, those of options included."""
    for component, _ in components_on(screen["layout"]["children"]):
        holders = [component]
        for key in ("data-source", "list-items"):
            if isinstance(component.get(key), list):
                holders += component[key]
        for holder in holders:
            for value in holder.values():
                if isinstance(value, dict) and value.get("name") in names:
                    yield component, value


def inputs_on(screen: dict[str, Any]):
    """Yield the inputs, and whether they are shown whatever a condition says."""
    for component, sure in components_on(screen["layout"]["children"]):
        if component["type"] in KINDS and "name" in component:
            yield component, sure


KINDS = {
    "TextInput", "TextArea", "OptIn", "CheckboxGroup", "ChipsSelector", "RadioButtonsGroup",
    "Dropdown", "DatePicker", "CalendarPicker", "PhotoPicker", "DocumentPicker",
}  # fmt: skip


def components_on(children: list[Any], sure: bool = True):
    for component in children:
        yield component, sure
        match component["type"]:
            case "Form":
                yield from components_on(component["children"], sure)
            case "If":
                yield from components_on([*component["then"], *component.get("else", [])], False)
            case "Switch":
                for case in component["cases"].values():
                    yield from components_on(case, False)
