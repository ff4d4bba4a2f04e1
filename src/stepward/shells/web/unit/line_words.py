"""The form of a line set: what it asks, and how its boxes become the words of a record."""

from stepward.core.delivery.line_set import PartKind
from stepward.shells.web.unit.boxes import VOLUME, Box, Group, Rows, Values
from stepward.usecases.unit_records import Words

_KINDS = tuple((kind.value, kind.value) for kind in PartKind)
_PART = (
    Box(name="kind", label="What it is", choices=_KINDS),
    Box(name="name", label="Name", hint="As on its package."),
    Box(name="volume", label="Volume", check=VOLUME, hint="Such as 15 mL. Empty: not known."),
    Box(name="source", label="Source", hint="Package, leaflet or own measurement, with its date."),
    Box(name="basis", label="How it was read or measured"),
    Box(name="missing", label="What is missing", hint="Only where the volume is not known."),
)
SECTIONS: tuple[Group | Rows, ...] = (
    Group(title="Line set", boxes=(Box(name="title", label="Name of the set", is_wide=True),), needed=("title",)),
    Rows(
        name="parts",
        title="Parts from the meeting point to the vein",
        one="Part",
        boxes=_PART,
        needed=("kind", "name"),
        hint="Fill, cap, weigh empty and full: the difference in grams is the volume in mL.",
    ),
    Rows(
        name="branch",
        title="Each solution's own tubing, before they meet",
        one="Branch",
        boxes=_PART,
        needed=("kind", "name"),
        hint="May stay empty. One for all solutions.",
        most=1,
    ),
)


def values_of(content: Words) -> dict[str, str]:
    """Put the words of a record into boxes."""
    found = {"title": str(content.get("title", ""))}
    rows = {"parts": content.get("parts", []), "branch": [content["branch"]] if "branch" in content else []}
    for name, items in rows.items():
        for number, part in enumerate(items if isinstance(items, list) else []):
            found |= {f"{name}-{number}-{word}": str(text) for word, text in part.items()}
    return found


def words_of(values: Values) -> Words:
    """Check the boxes, and write the words of a record; what is wrong stands in `values`."""
    for section in SECTIONS:
        values.check(section)
    rows = {name: _parts(values, name) for name in ("parts", "branch")}
    if not rows["parts"]:
        values.wrong.setdefault("parts-0-name", "Name at least one part.")
        values.rows["parts"] = max(1, values.rows.get("parts", 0))
    if len(rows["branch"]) > 1:
        values.wrong.setdefault("branch-1-name", "Give one branch for all solutions.")
    content: dict[str, object] = {"title": values.text("title"), "parts": rows["parts"]}
    if rows["branch"]:
        content["branch"] = rows["branch"][0]
    return content


def _parts(values: Values, name: str) -> list[dict[str, str]]:
    found = []
    for number in range(values.rows.get(name, 0)):
        prefix = f"{name}-{number}-"
        part = {box.name: text for box in _PART if (text := values.text(prefix + box.name))}
        if part:
            _check(values, prefix, part)
            found.append(part)
    return found


def _check(values: Values, prefix: str, part: dict[str, str]) -> None:
    if "volume" in part:
        if "source" not in part:
            values.wrong.setdefault(prefix + "source", "Name where this volume was read or measured.")
        if "missing" in part:
            values.wrong.setdefault(prefix + "missing", "The volume is there, so leave this empty.")
    else:
        if "missing" not in part:
            values.wrong.setdefault(prefix + "missing", "Give the volume, or say what is missing to know it.")
        for word in ("source", "basis"):
            if word in part:
                values.wrong.setdefault(prefix + word, "There is no volume, so leave this empty.")
