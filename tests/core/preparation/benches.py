"""Syringes, benches, products and plans that the tests of preparation share."""

from fractions import Fraction
from typing import Any

from stepward.adapters.catalogue import shipped
from stepward.core.preparation.bench import Bag, Bench, Syringe
from stepward.core.preparation.product import Product, Stability
from stepward.core.preparation.weights import WATER_LIKE
from stepward.core.protocols.plan import Plan
from stepward.core.quantities import Duration, Mass, Strength, Volume
from stepward.usecases.planning import PlanRequest, plan


def ml(text: str) -> Volume:
    return Volume(Fraction(text))


def syringe(capacity: str, graduation: str, least: str) -> Syringe:
    return Syringe(name=f"{capacity} mL", capacity=ml(capacity), graduation=ml(graduation), least=ml(least))


SYRINGES = (
    syringe("1", "0.01", "0.2"),
    syringe("3", "0.1", "0.6"),
    syringe("10", "0.2", "2"),
    syringe("50", "1", "10"),
)
BENCH = Bench(
    syringes=SYRINGES,
    bags=(Bag(nominal=ml("250"), overfill=ml("0")),),
    mixing=(ml("10"), ml("20"), ml("100")),
    balance=Mass(Fraction(100)),
    density=WATER_LIKE,
)


def ladder(protocol: str = "12-step", target: str = "2000 mg", drug: str = "ceftazidime", **words: str) -> Plan:
    asked = {"bag_volume": "250 mL", "final_rate": "80 mL/h"} | words
    return plan(PlanRequest(protocol=protocol, drug=drug, target=target, **asked), catalogue=shipped)


def product(**changes: Any) -> Product:
    facts: dict[str, Any] = {
        "id": "invented",
        "drug": "ceftazidime",
        "name": "Invented ceftazidime",
        "version": "1",
        "strength": Strength.parse("100 mg/mL"),
        "containers": (ml("10"),),
        "diluents": ("saline",),
        "aqueous": True,
        "hazardous": False,
    }
    return Product(**(facts | changes))


def keeps(hours: str, least: str = "0.0001 mg/mL") -> Stability:
    return Stability(
        lasts=Duration.parse(f"{hours} h"), storage="fridge", source="SITE", strength_at_least=Strength.parse(least)
    )


def codes(found: Any) -> set[str]:
    return {item.code for item in found.findings}
