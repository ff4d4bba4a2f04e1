from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from stepward.adapters.database.models import PreparationDeed
from stepward.core.preparation.work import Hand
from stepward.shells.web.prepare.doors import Looker, is_hidden_from
from tests.web.preparing import asked, keep_plan, make, opened, press, signed_in, text_of


class TestEmptyQueue:
    @pytest.mark.usefixtures("database")
    def test_says_what_will_be_here_and_how_to_begin(self) -> None:
        user = User.objects.create(username="solo", first_name="Solo", last_name="(invented)")
        user.groups.add(Group.objects.get(name="pharmacist"))
        client = Client()
        client.force_login(user)

        page = text_of(client.get("/prepare/"))

        assert "Nothing to make" in page
        assert "To begin, ask the pharmacy for a kept plan." in page
        assert "No plan waits." in page


class TestBlocked:
    @pytest.mark.usefixtures("unit")
    def test_no_work_opens_and_the_reason_stands_there(self) -> None:
        answer = signed_in("moreau").post(f"/prepare/ask/{keep_plan(target='20000 mg', bag_volume='100 mL')}/", asked())
        order = answer.headers["Location"]
        assert opened(order).is_blocked

        page = signed_in("silva").get(order)

        assert "BLOCK" in text_of(page)
        assert "Worksheet and labels open when nothing blocks." in text_of(page)
        assert f'href="{order}solution' not in page.content.decode()
        assert signed_in("silva").get(f"{order}worksheet.pdf").status_code == 422
        assert signed_in("silva").get(f"{order}labels.pdf").status_code == 422
        assert "A finding blocks this order." in text_of(signed_in("silva").get("/prepare/"))


class TestHidden:
    @pytest.mark.usefixtures("unit")
    def test_from_everybody_but_the_maker_until_it_is_checked(self) -> None:
        order = signed_in("moreau").post(f"/prepare/ask/{keep_plan()}/", asked()).headers["Location"]
        make(order, "intermediate-a")
        work = opened(order).works[0]
        silva, moreau = (User.objects.get(username=name) for name in ("silva", "moreau"))
        at = timezone.now() + timedelta(minutes=1)
        lookers = [
            Looker(
                hand=Hand(person_id=str(user.pk), name=user.get_full_name(), at=at),
                may_make=True,
                may_check=user is moreau,
            )
            for user in (silva, moreau)
        ]

        assert [is_hidden_from(work, looker) for looker in lookers] == [False, True]
        assert press(signed_in("okafor"), order, "intermediate-a", "finish").status_code == 403
        assert PreparationDeed.objects.filter(kind="finished").count() == 1
