"""The second person: another account, its own password, at this moment (H-52, H-53)."""

from django.contrib.auth import authenticate
from django.contrib.auth.models import User

from stepward.core.sessions.people import Actor, Privilege, Witness
from stepward.shells.web.bedside.acting import actor_of
from stepward.shells.web.bedside.people import account_of
from stepward.shells.web.bedside.sheets.sheet import Filled, FormTrouble
from stepward.shells.web.people import attempts

NAMED = (Privilege.RUN, Privilege.CHECK, Privilege.SIGN)
WRONG = "Name and password of the second person do not belong together. Enter both again."


def second_person(filled: Filled) -> tuple[Witness | None, str]:
    """Read who stands beside, or why nobody does; whether one is needed is judged by the core.

    Raises:
        FormTrouble: if name and password do not belong together, or that person may not stand beside.
    """
    account, exception = filled.text("second"), filled.text("exception")
    if not account:
        return None, exception
    found = known_person(filled, account, "second-password")
    if not actor_of(found).may(*NAMED):
        msg = "This person may not stand as a second person. Ask a nurse, pharmacist or allergist."
        raise FormTrouble(msg, "second")
    return Witness(user=str(found.pk), name=found.get_full_name() or found.username), exception


def known_person(filled: Filled, account: str, field: str) -> User:
    """Find the person whose password was entered.

    Raises:
        FormTrouble: if name and password do not belong together, or too many wrong ones were tried.
    """
    user = account_of(account)
    username = "" if user is None else user.username
    if attempts.are_too_many(filled.request, username):
        raise FormTrouble(attempts.WAIT, field)
    found = authenticate(filled.request, username=username, password=filled.data.get(field, ""))
    if not isinstance(found, User):
        attempts.count_wrong(filled.request, username)
        raise FormTrouble(WRONG, field)
    attempts.forget(filled.request, username)
    return found


def own_password(filled: Filled, by: Actor) -> None:
    """Ask for the own password at this moment (H-92).

    Raises:
        FormTrouble: if it is not the password of the one who signs.
    """
    if not filled.data.get("password", ""):
        msg = "Enter your password to sign."
        raise FormTrouble(msg, "password")
    try:
        known_person(filled, by.user, "password")
    except FormTrouble as trouble:
        if str(trouble) == WRONG:
            msg = "This is not your password. Enter it again."
            raise FormTrouble(msg, "password") from trouble
        raise
