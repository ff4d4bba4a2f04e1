"""Ingredient, salt, brand, combination, class: one matcher for all names of drugs; an unknown name stays unknown."""

from stepward.core.substances.excipient import Content, Excipient, Excipients, Formulation, Replacement
from stepward.core.substances.matching import Found, Relation, Relationship, Substances, Unknown
from stepward.core.substances.substance import Combination, DrugClass, Substance, UnsoundSubstance

__all__ = [
    "Combination",
    "Content",
    "DrugClass",
    "Excipient",
    "Excipients",
    "Formulation",
    "Found",
    "Relation",
    "Relationship",
    "Replacement",
    "Substance",
    "Substances",
    "Unknown",
    "UnsoundSubstance",
]
