"""Elements of SVG as text: attributes and classes only, no script, no style (the content policy forbids both)."""

from html import escape

Attribute = str | float | None


def px(value: float) -> str:
    """Write a length in pixels, to a tenth, without a trailing zero."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value else "0"


def tag(name: str, css: str, content: str = "", **attributes: Attribute) -> str:
    """Write one element; `_` in an attribute's name stands for `-`, and `None` leaves it out."""
    pairs = [("class", css), *((key.strip("_").replace("_", "-"), value) for key, value in attributes.items())]
    text = "".join(
        f' {key}="{px(value) if isinstance(value, int | float) else escape(value)}"'
        for key, value in pairs
        if value is not None
    )
    return f"<{name}{text}>{content}</{name}>" if content else f"<{name}{text}/>"


def label(css: str, content: str, *, x: float, y: float, anchor: str = "middle", **attributes: Attribute) -> str:
    """Write a text; weight, size and color are attributes that a style sheet may override."""
    size = attributes.pop("font_size", 13.0)
    return tag(
        "text", css, escape(content), x=x, y=y, text_anchor=None if anchor == "start" else anchor, font_size=size,
        **attributes,
    )  # fmt: skip


def path(points: list[tuple[float, float]]) -> str:
    """Write straight lines through points as the data of a path."""
    return "M" + "L".join(f"{px(x)} {px(y)}" for x, y in points)
