"""Orders of sessions: what is weighed is read back as it was written."""

from datetime import UTC, datetime

import pytest

from stepward.core.quantities import Weight
from stepward.usecases.session_orders import Weighed

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class TestWeighed:
    @pytest.mark.parametrize("text", ["68 kg", "3.25 kg", "120 kg"])
    def test_h_36_is_read_back_as_the_amount_that_was_written(self, text: str) -> None:
        weight = Weight.parse(text)
        assert Weighed(weight=weight.people(), at=AT, by="T. Okafor").amount == weight
        assert Weighed(weight=text, at=AT, by="T. Okafor").amount == weight
