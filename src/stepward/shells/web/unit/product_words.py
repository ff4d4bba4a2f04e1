"""The form of a product: what it asks, and how its boxes become the words of a record."""

from stepward.shells.web.unit.boxes import (
    AMOUNT,
    LASTS,
    RATIO,
    STRENGTH,
    VOLUME,
    Box,
    Group,
    Rows,
    Values,
    source_name,
)
from stepward.usecases.unit_records import Words

_YES_NO = (("yes", "yes"), ("no", "no"))
_LIMITS = (
    Box(name="strength_at_least", label="At least", check=STRENGTH, hint="Such as 0.5 mg/mL."),
    Box(name="strength_at_most", label="At most", check=STRENGTH, hint="Empty: not known."),
)
_POWDER = (
    Box(name="amount", label="Amount in a vial", check=AMOUNT, hint="Such as 1000 mg."),
    Box(name="solvent", label="Dissolved in"),
    Box(name="reconstitute_with", label="Volume added", check=VOLUME),
    Box(name="withdrawable", label="Volume that can be withdrawn", check=VOLUME),
    Box(name="displacement", label="Volume the powder takes up", check=VOLUME),
    Box(name="labeled_strength", label="Strength as labeled", check=STRENGTH),
)
_DENSITY = (
    Box(name="g_per_ml", label="Grams in a mL", check=RATIO),
    Box(name="tolerance", label="May be off by, as a share", check=RATIO, hint="Such as 1/100."),
)
_STABILITY = (
    Box(name="lasts", label="Keeps for", check=LASTS, hint="Such as 24 h."),
    Box(name="storage", label="Stored", hint="Such as 2 to 8 °C."),
    Box(name="diluent", label="In this diluent", hint="Empty: in any of those above."),
    *_LIMITS,
    Box(name="source", label="Source", hint="Label, leaflet or study, with its date."),
)
_ROWS_OF_TEXT = ("containers", "diluents", "notes", "missing")
_TEXTS = ("drug", "name", "maker", "strength", "strength_at_least", "strength_at_most", "overfill")
_SAID = ("pvc", "filter", "light")
_FLAGS = ("aqueous", "hazardous")


def _one(name: str, title: str, label: str, box: Box | None = None) -> Group:
    return Group(title=title, boxes=(box or Box(name=name, label=label, is_wide=True),), source=name)


SECTIONS: tuple[Group | Rows, ...] = (
    Group(
        title="Product",
        boxes=(
            Box(name="drug", label="Drug", hint="Its name without the dose."),
            Box(name="name", label="Name of the product"),
            Box(name="maker", label="Maker"),
        ),
        needed=("drug", "name"),
    ),
    Group(
        title="Strength of a liquid vial",
        boxes=(Box(name="strength", label="Strength", check=STRENGTH, hint="Such as 10 mg/mL."),),
        source="strength",
    ),
    Group(
        title="Vial of powder",
        boxes=tuple(Box(name=f"powder-{b.name}", label=b.label, check=b.check, hint=b.hint) for b in _POWDER),
        source="powder",
    ),
    Rows(
        name="containers",
        title="Vial sizes",
        one="Vial",
        boxes=(Box(name="text", label="Volume of a vial", check=VOLUME, hint="Such as 15 mL."),),
        source="containers",
    ),
    Rows(
        name="diluents", title="Diluents", one="Diluent", boxes=(Box(name="text", label="Diluent"),), source="diluents"
    ),
    Group(title="Strength of the dilution", boxes=_LIMITS, source="limits"),
    Rows(
        name="stabilities",
        title="How long dilutions keep",
        one="Dilution",
        boxes=_STABILITY,
        needed=("lasts", "storage", "source"),
    ),
    _one("hazardous", "Hazardous drug", "", Box(name="hazardous", label="Hazardous", choices=_YES_NO)),
    _one("aqueous", "Watery solution", "", Box(name="aqueous", label="Aqueous", choices=_YES_NO)),
    Group(
        title="Overfill of the vial",
        boxes=(Box(name="overfill", label="Volume above the label", check=VOLUME),),
        source="overfill",
    ),
    Group(
        title="Density",
        boxes=tuple(Box(name=f"density-{b.name}", label=b.label, check=b.check, hint=b.hint) for b in _DENSITY),
        source="density",
    ),
    _one("pvc", "PVC", "What the label says of PVC"),
    _one("filter", "Filter", "What the label says of a filter"),
    _one("light", "Light", "What the label says of light"),
    Rows(
        name="notes",
        title="Notes for whoever makes it",
        one="Note",
        boxes=(Box(name="text", label="Note", is_wide=True),),
        source="notes",
    ),
    Rows(
        name="missing",
        title="What is still missing",
        one="Missing fact",
        boxes=(Box(name="text", label="Missing", is_wide=True),),
        hint="It is shown wherever this product is used.",
    ),
)


def values_of(content: Words) -> dict[str, str]:
    """Put the words of a record into boxes."""
    found = {word: str(content[word]) for word in (*_TEXTS, *_SAID) if word in content}
    found |= {word: "yes" if content[word] else "no" for word in _FLAGS if word in content}
    for word in ("powder", "density"):
        part = content.get(word)
        if isinstance(part, dict):
            found |= {f"{word}-{name}": str(text) for name, text in part.items() if name != "source"}
            found |= {source_name(word): str(part["source"])} if "source" in part else {}
    for word in _ROWS_OF_TEXT:
        texts = content.get(word)
        found |= {f"{word}-{n}-text": str(text) for n, text in enumerate(texts if isinstance(texts, list) else [])}
    rows = content.get("stabilities")
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        found |= {f"stabilities-{number}-{name}": str(text) for name, text in row.items()}
    sources = content.get("sources")
    if isinstance(sources, dict):
        found |= {source_name(fact): str(text) for fact, text in sources.items()}
    return found


def words_of(values: Values) -> Words:
    """Check the boxes, and write the words of a record; what is wrong stands in `values`."""
    for section in SECTIONS:
        values.check(section)
    content: dict[str, object] = {word: text for word in _TEXTS if (text := values.text(word))}
    content |= {word: values.text(word) == "yes" for word in _FLAGS if values.text(word)}
    content |= {word: text for word in _SAID if (text := values.text(word))}
    powder = _named(values, "powder-", _POWDER)
    if powder:
        content["powder"] = powder
        if "amount" not in powder:
            values.wrong.setdefault("powder-amount", "Fill this in.")
    density = _named(values, "density-", _DENSITY)
    if density:
        content["density"] = density | {"source": values.text(source_name("density"))}
        if "g_per_ml" not in density:
            values.wrong.setdefault("density-g_per_ml", "Fill this in.")
    for word in _ROWS_OF_TEXT:
        texts = [text for n in range(values.rows.get(word, 0)) if (text := values.text(f"{word}-{n}-text"))]
        content |= {word: texts} if texts else {}
    rows = (_named(values, f"stabilities-{n}-", _STABILITY) for n in range(values.rows.get("stabilities", 0)))
    stabilities = [row for row in rows if row]
    content |= {"stabilities": stabilities} if stabilities else {}
    content |= _sources(values, content)
    return content


def _named(values: Values, prefix: str, boxes: tuple[Box, ...]) -> dict[str, str]:
    return {box.name: text for box in boxes if (text := values.text(prefix + box.name))}


def _sources(values: Values, content: Words) -> dict[str, object]:
    found = {}
    for section in SECTIONS:
        fact = section.source
        stated = {"limits": ("strength_at_least", "strength_at_most")}.get(fact, (fact,))
        text = values.text(source_name(fact)) if fact and fact != "density" else ""
        if text and any(word in content for word in stated):
            found[fact] = text
    return {"sources": found} if found else {}
