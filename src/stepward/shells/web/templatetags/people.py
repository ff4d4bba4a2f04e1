"""Numbers for people: grouped, without trailing zero, with a no-break space before the unit (H-38)."""

from datetime import datetime

from django import template
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.html import format_html
from django.utils.safestring import SafeString

from stepward.core.quantities import Quantity, Strength
from stepward.shells.web import here
from stepward.shells.web.bedside.acting import REVIEWS
from stepward.shells.web.bedside.glass import MAY
from stepward.shells.web.figures import Figure
from stepward.shells.web.unit.shelf import member_of

register = template.Library()
NO_BREAK = "\u00a0"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


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


@register.filter
def clock_here(at: datetime) -> str:
    """Write a time to the minute."""
    return here.clock(at)


@register.filter
def seconds_here(at: datetime) -> str:
    """Write a time to the second."""
    return here.seconds(at)


@register.filter
def minute_here(at: datetime) -> str:
    """Write day, time and offset."""
    return here.minute(at)


@register.filter
def said_here(at: datetime) -> str:
    """Name the place and the offset that holds there."""
    return here.place().said(at)


@register.filter
def label_here(at: datetime) -> str:
    """Name the offset that holds at an instant."""
    return here.place().label(at)


@register.filter
def retold_here(text: str) -> str:
    """Write the instants of a sentence as they are read here."""
    return here.retold(text)


@register.filter
def labelled_here(at: datetime) -> str:
    """Write a time to the minute with its offset."""
    return here.place().labelled(at)


@register.filter
def weekday_here(at: datetime) -> str:
    """Write the day with its weekday: Sun 22 Nov 2026."""
    return f"{WEEKDAYS[here.day(at).weekday()]} {here.place().day_words(at)}"


@register.filter
def day_here(at: datetime) -> str:
    """Write the day without the year: 22 Nov."""
    return here.place().day_words(at).rpartition(" ")[0]


@register.filter
def offset_here(at: datetime) -> str:
    """Write the offset in numbers, in UTC as well."""
    return here.place().offset(at)


@register.filter
def shift_here(at: datetime) -> str:
    """Write for a script by how many minutes the wall is ahead of UTC, and when and to what that changes next."""
    return here.shift(at)
