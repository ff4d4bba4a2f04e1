"""The people of the unit, as a sheet offers them for a second signature."""

from django.contrib.auth.models import User

from stepward.core.sessions.people import Actor, Privilege
from stepward.shells.web.bedside.acting import actor_of

MOST_DIGITS = 12


def others(by: Actor, *privileges: Privilege) -> tuple[tuple[str, str], ...]:
    """List everybody else who may run or check, or holds one of these privileges: account and name."""
    wanted = privileges or (Privilege.RUN, Privilege.CHECK, Privilege.SIGN)
    users = User.objects.filter(is_active=True).exclude(pk=int(by.user)).prefetch_related("groups")
    found = (actor_of(user) for user in users.order_by("last_name", "first_name", "pk"))
    return tuple((item.user, item.name) for item in found if item.may(*wanted))


def name_of(account: str) -> str:
    """Name whoever has this account, also where it was ended; the account itself where nobody has it."""
    user = User.objects.filter(pk=int(account)).first() if account.isascii() and account.isdigit() else None
    return account if user is None else actor_of(user).name


def account_of(account: str) -> User | None:
    """Find an active account by its number."""
    if not account.isascii() or not account.isdigit() or len(account) > MOST_DIGITS:
        return None
    return User.objects.filter(pk=int(account), is_active=True).first()
