"""Numbers for people: grouped, without trailing zero, with a no-break space before the unit (H-38)."""

from django import template
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.html import format_html
from django.utils.safestring import SafeString

from stepward.core.quantities import Quantity, Strength
from stepward.shells.web.bedside.acting import REVIEWS
from stepward.shells.web.bedside.glass import MAY
from stepward.shells.web.figures import Figure
from stepward.shells.web.unit.shelf import member_of

register = template.Library()
NO_BREAK = "\u00a0"


@register.simple_tag
def amount(quantity: Quantity | Strength | None) -> SafeString:
    """Write number and unit; what is not there is "not known"."""
    if quantity is None:
        return format_html('<span class="{}">not known</span>', "unknown")
    number, _, unit = quantity.people().partition(NO_BREAK)
    return number_with_unit(number, unit)


@register.simple_tag
def number_with_unit(number: str, unit: str) -> SafeString:
    """Write a number that is text already with its unit."""
    return format_html(
        '<span class="number">{}<span class="unit">{}{}</span></span>', number, NO_BREAK if unit else "", unit
    )


@register.simple_tag
def figure(item: Figure) -> SafeString:
    """Write a number of a column in two boxes that meet at the decimal point."""
    return format_html(
        '<span class="figure"><span class="whole w{}">{}</span><span class="fraction w{}">{}</span></span>',
        item.whole_width,
        item.whole,
        item.fraction_width,
        item.fraction,
    )


@register.filter
def roles(user: object) -> str:
    """Name the roles that a signed-in person holds."""
    member = member_of(user) if isinstance(user, AbstractBaseUser) else None
    return "" if member is None else " and ".join(sorted(member.roles))


@register.filter
def breaks_glass(user: object) -> bool:
    """Tell whether a person opens sessions in an emergency only."""
    return bool(set(roles(user).split(" and ")).intersection(MAY))


@register.filter
def reviews_access(user: object) -> bool:
    """Tell whether a person reads who opened which session."""
    return bool(set(roles(user).split(" and ")).intersection(REVIEWS))


@register.filter
def plain(text: str) -> str:
    """Write text for places where a no-break space would show."""
    return text.replace(NO_BREAK, " ").replace("\u202f", " ")
