"""Text of files and sources, made fit for a line of the screen."""

import re

from django import template

register = template.Library()
_NUMBER_AND_UNIT = re.compile(r"(?<=[0-9]) (?=(?:mg|mcg|ng|g|kg|mL|units|IU|min|h|days?|steps?|doses?|%)\b|%)")


@register.filter
def bound(text: str) -> str:
    """Keep a number and its unit on one line."""
    return _NUMBER_AND_UNIT.sub("\u00a0", text)
