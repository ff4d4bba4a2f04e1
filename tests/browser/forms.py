"""The forms of a page as a browser would send them, read from its HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SILENT = {"checkbox", "radio", "submit", "button"}


@dataclass(slots=True)
class Form:
    """What a form holds before anybody touches it, the names it knows, and the choices of its lists."""

    filled: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._list = self._value = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append(Form())
        name = said.get("name", "")
        if not self.forms or not (name or tag == "option"):
            return
        form, value = self.forms[-1], said.get("value", "")
        if tag in {"input", "button", "select", "textarea"}:
            form.names.add(name)
        if (tag == "input" and said.get("type") not in SILENT) or "checked" in said:
            form.filled[name] = value
        elif tag == "select":
            self._list = name
            form.choices[name] = {}
        elif tag == "option":
            self._value = value

    def handle_data(self, data: str) -> None:
        if self._list and self._value and data.strip():
            self.forms[-1].choices[self._list][data.strip()] = self._value

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._list = self._value = ""


def form_with(page: str, wanted: dict[str, str]) -> Form:
    """Find the form of a sheet that knows these names; of several, the one that says most of it already."""
    reader = _Reader()
    reader.feed(page)
    found = [form for form in reader.forms if "token" in form.names and set(wanted) <= form.names]
    assert found, f"no form knows {sorted(wanted)}; there are {[sorted(form.names) for form in reader.forms]}"
    return max(found, key=lambda form: len(form.filled.items() & wanted.items()))
