"""What-if computations in floating point, over the core; what is infused is never decided here."""

from stepward.simulation.many import Doses, SetUps, vectorised
from stepward.simulation.opinion import Band, Curve, second_opinion
from stepward.simulation.transport import Laminar, Mixed, Plug, Tanks

__all__ = [
    "Band",
    "Curve",
    "Doses",
    "Laminar",
    "Mixed",
    "Plug",
    "SetUps",
    "Tanks",
    "second_opinion",
    "vectorised",
]
