"""The forms of what the unit writes for patients: the text of consent, and whom to call."""

from stepward.adapters.catalogue.leaflet_files import languages
from stepward.shells.web.unit.boxes import Box, Group, Rows, Values
from stepward.usecases.patient_words import MOST_PARAGRAPHS, MOST_PHONES
from stepward.usecases.unit_records import Words

CONSENT: tuple[Group | Rows, ...] = (
    Group(
        title="Text of consent",
        boxes=(
            Box(name="title", label="Title", is_wide=True),
            Box(
                name="language",
                label="Language",
                choices=tuple((item.code, item.name) for item in languages().values()),
            ),
        ),
        needed=("title", "language"),
    ),
    Rows(
        name="paragraphs",
        title="Paragraphs",
        one="Paragraph",
        boxes=(Box(name="text", label="Text", is_wide=True),),
        hint="The words of this unit. The sheet adds steps, time and dose of the plan.",
        most=MOST_PARAGRAPHS,
    ),
)
PHONES: tuple[Group | Rows, ...] = (
    Group(title="List", boxes=(Box(name="title", label="Name of the list", is_wide=True),), needed=("title",)),
    Rows(
        name="phones",
        title="Numbers that patients call",
        one="Number",
        boxes=(
            Box(name="who", label="Whose number", hint="Such as the ward by day."),
            Box(name="number", label="Number"),
            Box(name="hours", label="When somebody answers"),
        ),
        needed=("who", "number"),
        most=MOST_PHONES,
    ),
)


def consent_values(content: Words) -> dict[str, str]:
    """Put a text of consent into boxes."""
    texts = content.get("paragraphs")
    rows = {f"paragraphs-{n}-text": str(text) for n, text in enumerate(texts if isinstance(texts, list) else [])}
    return {name: str(content.get(name, "")) for name in ("title", "language")} | rows


def consent_words(values: Values) -> Words:
    """Check the boxes, and write a text of consent."""
    for section in CONSENT:
        values.check(section)
    count = values.rows.get("paragraphs", 0)
    texts = [text for n in range(count) if (text := values.text(f"paragraphs-{n}-text"))]
    if not texts:
        values.wrong.setdefault("paragraphs-0-text", "Write at least one paragraph.")
        values.rows["paragraphs"] = max(1, count)
    return {"title": values.text("title"), "language": values.text("language"), "paragraphs": texts}


def phone_values(content: Words) -> dict[str, str]:
    """Put a list of numbers into boxes."""
    rows = content.get("phones")
    found = {"title": str(content.get("title", ""))}
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        found |= {f"phones-{number}-{name}": str(text) for name, text in row.items()}
    return found


def phone_words(values: Values) -> Words:
    """Check the boxes, and write a list of numbers."""
    for section in PHONES:
        values.check(section)
    rows = []
    for n in range(values.rows.get("phones", 0)):
        row = {name: text for name in ("who", "number", "hours") if (text := values.text(f"phones-{n}-{name}"))}
        if "number" in row and not any(letter.isdigit() for letter in row["number"]):
            values.wrong.setdefault(f"phones-{n}-number", "Write a telephone number.")
        rows += [row] if row else []
    if not rows:
        values.wrong.setdefault("phones-0-who", "Write at least one number.")
        values.rows["phones"] = max(1, values.rows.get("phones", 0))
    return {"title": values.text("title"), "phones": rows}
