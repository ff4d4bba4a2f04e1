"""What the tests of the prepare pages share: the invented unit, its people, and an order."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from stepward.adapters.database.models import SharedPlan
from stepward.core.preparation.labels import LabelIdentity
from stepward.core.preparation.recipe import Liquid
from stepward.core.preparation.work import Task, task_of
from stepward.shells.web.prepare.pharmacy import pharmacy
from stepward.shells.web.prepare.words import item_of
from stepward.usecases.making import Opened, open_order

PLAN = {
    "protocol": "12-step",
    "drug": "ceftazidime",
    "target": "2000 mg",
    "bag_volume": "250 mL",
    "final_rate": "80 mL/h",
    "pump_increment": "0.1 mL/h",
    "start": "09:30",
    "title": "Ceftazidime through a line (invented)",
}
LINE = {"line_set": "primary-15-ml", "common_volume": "15 mL", "primed_with": "saline"}


class Answer(Protocol):
    """What the test client answers with."""

    @property
    def status_code(self) -> int:
        """The status."""

    @property
    def content(self) -> bytes:
        """The page."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""


WITH_LINE, WITHOUT_LINE = "plan-with-a-line", "plan-without-a-line"


def keep_plan(plan_id: str = WITH_LINE, **more: str) -> str:
    """Keep a plan, with a line unless another is said."""
    words = PLAN | (LINE if plan_id == WITH_LINE else {}) | more
    SharedPlan.objects.create(id=plan_id, created_at=timezone.now(), **words)
    return plan_id


def signed_in(username: str) -> Client:
    """Open the pages as one of the invented people."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def asked(**changed: str) -> dict[str, str]:
    """Fill the form with which the pharmacy is asked, for the day after tomorrow."""
    day = timezone.now() + timedelta(days=2)
    fields = {
        "family_name": "Ruiz",
        "given_names": "Marta",
        "identifier": "INV 0047 1180",
        "born_day": "14",
        "born_month": "3",
        "born_year": "1971",
        "start_day": str(day.day),
        "start_month": str(day.month),
        "start_year": str(day.year),
        "clock": "09:30",
        "product": "ceftazidime-2-g-tazicef",
        "diluent": "0.9 % sodium chloride",
        "storage": "",
        "overfill": "withdraw",
    }
    return fields | changed


def new_order(**changed: str) -> str:
    """Ask the pharmacy as the pharmacist; give the address of the order."""
    answer = signed_in("moreau").post(f"/prepare/ask/{keep_plan()}/", asked(**changed))
    assert answer.status_code == 302, text_of(answer)
    return answer.headers["Location"]


def opened(order: str) -> Opened:
    """Open an order as the use case does."""
    return open_order(order.split("/")[2], now=timezone.now(), pharmacy=pharmacy())


def task(order: str, slug: str) -> Task:
    """Say what an item asks for."""
    item = item_of(slug)
    assert item is not None
    return task_of(opened(order).preparation, item)


def hidden(answer: Answer) -> dict[str, str]:
    """Read the hidden fields of the first form of the work."""
    page = answer.content.decode()
    return {name: re.findall(rf'name="{name}" value="(\d+)"', page)[0] for name in ("seen", "bag")}


def press(client: Client, order: str, slug: str, deed: str, **fields: str) -> Answer:
    """Press one button with what the page now shows."""
    work = next(work for work in opened(order).works if work.item == item_of(slug))
    mine = [deed.number for deed in opened(order).deeds if deed.item == work.item]
    shown = {"seen": str(max(mine, default=0)), "bag": str(work.vessel.bag)}
    return client.post(f"{order}{slug}/{deed}/", shown | fields)


def make(order: str, slug: str, username: str = "silva") -> None:
    """Do every draw of an item and finish it."""
    client = signed_in(username)
    for number in range(1, len(task(order, slug).draws) + 1):
        answer = press(client, order, slug, "draw", draw=str(number))
        assert answer.status_code == 302, text_of(answer)
    assert press(client, order, slug, "finish").status_code == 302


def figures(order: str, slug: str) -> dict[str, str]:
    """Read every figure rightly, and the label."""
    found = {
        f"figure_{number}": re.sub(r"[^0-9.]", "", figure.expected.people(group="").partition("\u00a0")[0])
        for number, figure in enumerate(task(order, slug).figures, 1)
    }
    return found | {"label": label(order, slug)}


def label(order: str, slug: str, bag: int = 1) -> str:
    """Write the identity of a bag as its label has it."""
    item = item_of(slug)
    assert item is not None
    is_mix = item.liquid is Liquid.INTERMEDIATE
    return str(LabelIdentity(order=order.split("/")[2], solution=item.number, bag=bag, is_intermediate=is_mix))


def text_of(answer: Answer) -> str:
    """Read a page as text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#x27;", "'")
