"""Ingredient, salt, brand, combination, class: one matcher for all names of drugs; an unknown name stays unknown."""

from stepward.core.substances.matching import Found, Relation, Relationship, Substances, Unknown
from stepward.core.substances.substance import Combination, DrugClass, Substance, UnsoundSubstance

__all__ = [
    "Combination",
    "DrugClass",
    "Found",
    "Relation",
    "Relationship",
    "Substance",
    "Substances",
    "Unknown",
    "UnsoundSubstance",
]
