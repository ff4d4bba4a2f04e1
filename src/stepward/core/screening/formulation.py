"""Excipients: what reacted and wanted products share, what an excipient could explain, and what could replace it.

Only what was read of a product counts; a product that is not on file is said to be unknown. An allergy to sulfite never
withholds epinephrine (SULFITE-REVIEW).
"""

from collections.abc import Iterator

from stepward.core.findings import Severity
from stepward.core.reactions import Reaction, Scale, all_grades
from stepward.core.screening.assessment import ExcipientMatch, ScreenFinding
from stepward.core.screening.case import TestKind, TestResult
from stepward.core.screening.look import Look
from stepward.core.substances import Excipient, Formulation, Found

TOPIC = "Excipients"
SULFITE = "sulfite"
SENSITIVE = ("allerg", "hypersensitiv", "anaphyla", "intoleran", "react")
ANAPHYLAXIS = 2
SUSPECT_DRUGS = 2
SUSPICION = ("BRUUSGAARD-2022", "CABALLERO-2021")


def ingredients(look: Look, text: str) -> frozenset[str]:
    """List the ingredients behind a name, or the name itself where it is not on the list."""
    return look.knowledge.substances.names_behind(text)


def product_of(look: Look, text: str) -> Formulation | None:
    """Find the formulation that a name means."""
    found = look.knowledge.excipients.product(text)
    if found is not None:
        return found
    read = look.knowledge.substances.find(text)
    if isinstance(read, Found) and read.rest:
        return None
    names = ingredients(look, text)
    return look.knowledge.excipients.product(next(iter(names))) if len(names) == 1 else None


def wanted(look: Look) -> Formulation | None:
    """Find the wanted product: by its name if one is given, else the usual one of the drug."""
    return product_of(look, look.case.drug.product or look.case.drug.name)


def wanted_excipients(look: Look) -> dict[str, str]:
    """List the excipients of the wanted product with the source: those of its label, else those on file."""
    given = look.case.drug.excipients
    if given is not None:
        return {item.name: item.source for text in given for item in _read(look, text)}
    product = wanted(look)
    return {item.excipient.name: item.source for item in product.contents} if product else {}


def _read(look: Look, text: str) -> tuple[Excipient, ...]:
    """List the excipients of one line of a label, with its amounts and brackets."""
    found = look.knowledge.excipients.find(text)
    return look.knowledge.excipients.named_in(text) if found is None else (found,)


def culprits(look: Look) -> tuple[Excipient, ...]:
    """List the excipients that the record itself names as the cause: in a disease, or as what was reacted to."""
    listed = look.knowledge.excipients
    told = (text for text in look.case.patient.conditions or () if any(word in text.casefold() for word in SENSITIVE))
    named = [item for text in told for item in listed.named_in(text)]
    reacted = (listed.find(seen.reaction.drug) for seen in look.seen)
    return tuple(dict.fromkeys((*named, *(item for item in reacted if item is not None))))


def matches(look: Look) -> tuple[ExcipientMatch, ...]:
    """List the excipients on record as a cause, and those that reacted and wanted products share or do not."""
    return tuple(dict.fromkeys((*_named(look), *_compared(look))))


def _named(look: Look) -> Iterator[ExcipientMatch]:
    held = wanted_excipients(look)
    for item in culprits(look):
        where = "is in the wanted product" if item.name in held else "is on record as a cause; not read in this product"
        yield ExcipientMatch(name=item.name, words=f"{item.name} {where}. {item.note}".strip(), source=item.source)


def _compared(look: Look) -> Iterator[ExcipientMatch]:
    held, listed = wanted_excipients(look), look.knowledge.excipients
    for seen in look.seen:
        product = product_of(look, seen.reaction.drug)
        for content in product.contents if product else ():
            name = content.excipient.name
            if not content.excipient.is_culprit:
                continue
            words = f"{product.title if product else ''}, which caused a reaction, holds {name}"
            also = name in held
            instead = [item.words for item in listed.instead(_drug(look), without=name)] if also else []
            more = f", as does the wanted product. Instead: {'; '.join(instead)}" if instead else ""
            plain = more or (", as does the wanted product" if also else "; it was not read in the wanted product")
            yield ExcipientMatch(name=name, words=f"{words}{plain}.", source=content.source)


def _drug(look: Look) -> str:
    product = wanted(look)
    return product.drug if product else next(iter(sorted(ingredients(look, look.case.drug.name))))


def _finding(code: str, severity: Severity, message: str, action: str, *sources: str) -> ScreenFinding:
    return ScreenFinding(
        code=code,
        severity=severity,
        message=message,
        action=action,
        source=sources[0],
        also=tuple(dict.fromkeys(sources[1:])),
        topic=TOPIC,
    )


def named_culprit(look: Look) -> Iterator[ScreenFinding]:
    """Warn where the wanted product holds an excipient on record as a cause, or one related to it."""
    held, listed = wanted_excipients(look), look.knowledge.excipients
    for item in culprits(look):
        if item.name in held:
            yield _finding(
                "EXC-01",
                Severity.CAUTION,
                f"{item.name} is on record as a cause, and the wanted product holds it.",
                _instead(look, item.name),
                held[item.name],
                item.source,
            )
        for related in listed.related(item):
            if related.name in held:
                yield _finding(
                    "EXC-02",
                    Severity.CAUTION,
                    f"{item.name} is on record as a cause. The wanted product holds {related.name}, which is related.",
                    "Ask an allergist: some patients reacted to both, others tolerated it.",
                    item.related_source or related.related_source,
                    "JANSSEN-VACCINE-PEG",
                )


def _instead(look: Look, name: str) -> str:
    found = look.knowledge.excipients.instead(_drug(look), without=name)
    words = f" Consider {'; '.join(item.words for item in found)}." if found else ""
    return f"Look for a product without it before desensitizing.{words} Dilution does not remove it."


def likely_culprit(look: Look) -> Iterator[ScreenFinding]:
    """Name the excipient that could explain a reaction: in the reacted product, and shared with the wanted one."""
    held = wanted_excipients(look)
    for seen in look.seen:
        product = product_of(look, seen.reaction.drug)
        for content in product.contents if product else ():
            name = content.excipient.name
            if not content.excipient.is_culprit or name not in held:
                continue
            other = product is not None and product.drug != _drug(look)
            yield _finding(
                "EXC-03" if other else "EXC-04",
                Severity.CAUTION if other else Severity.NOTE,
                f"{seen.reaction.drug} and the wanted product both hold {name}, which can cause a reaction by itself.",
                _instead(look, name),
                content.source,
                held[name],
                *SUSPICION,
            )


def suspicion(look: Look) -> Iterator[ScreenFinding]:
    """Think of an excipient: grave reactions to unrelated drugs, or a negative test with the drug itself."""
    grave = {
        name for seen in look.seen if _was_grave(look, seen.reaction) for name in ingredients(look, seen.reaction.drug)
    }
    if len(grave) >= SUSPECT_DRUGS and any(not seen.counts for seen in look.seen):
        yield _finding(
            "EXC-05",
            Severity.NOTE,
            f"Anaphylaxis to drugs that are not alike ({', '.join(sorted(grave))}) can come from a shared excipient.",
            "Compare all ingredients on the labels before testing.",
            *SUSPICION,
        )
    negative = any(test.kind is TestKind.SKIN and test.result is TestResult.NEGATIVE for test in look.case.tests or ())
    if negative and look.counting and any(_was_grave(look, seen.reaction) for seen in look.counting):
        yield _finding(
            "EXC-06",
            Severity.NOTE,
            "A grave reaction with a negative skin test of the drug can come from an excipient.",
            "Compare all ingredients on the label of the product that was given.",
            SUSPICION[0],
        )


def _was_grave(look: Look, reaction: Reaction) -> bool:
    grades = all_grades(reaction, patient_age=look.case.patient.age_years)
    return any(item.scale is Scale.BROWN and (item.value or 0) >= ANAPHYLAXIS for item in grades)


def switch(look: Look) -> Iterator[ScreenFinding]:
    """Say that a change of product changes excipients, or that the excipients of a product are not known."""
    given = look.case.drug
    product = wanted(look)
    if given.product is not None and product is None and given.excipients is None:
        yield _finding(
            "EXC-07",
            Severity.NOTE,
            f"The excipients of {given.product} are not on file: unknown, not absent.",
            "Enter them from its label.",
            "STEPWARD-METHOD",
        )
    unread = [text for text in given.excipients or () if not _read(look, text)]
    if unread:
        yield _finding(
            "EXC-08",
            Severity.NOTE,
            f"Not on the list of excipients, so nothing is said of: {', '.join(unread)}.",
            "",
            "STEPWARD-METHOD",
        )
    known = [item for name in sorted(ingredients(look, given.name)) for item in look.knowledge.excipients.of_drug(name)]
    if known and given.product is None and given.excipients is None:
        titles = "; ".join(item.title for item in known)
        yield _finding(
            "EXC-09",
            Severity.NOTE,
            f"The product is not given. On file: {titles}. A switch of product changes the excipients.",
            "Name the product, and keep to it in every session.",
            known[0].contents[0].source,
            "FARM-HOSP-2020",
        )
    for seen in look.counting:
        before = product_of(look, seen.reaction.drug)
        if before and product and before.drug == product.drug and before.id != product.id:
            yield _finding(
                "EXC-10",
                Severity.NOTE,
                f"{seen.reaction.drug} is read as {before.title}; the wanted product is {product.title}.",
                "Check which product it was. Without the culprit, desensitization may not be needed.",
                before.contents[0].source,
                "BRUUSGAARD-2022",
            )


def sulfite(look: Look) -> Iterator[ScreenFinding]:
    """Say that an allergy to sulfite never withholds epinephrine."""
    if any(item.name == SULFITE for item in culprits(look)):
        yield _finding(
            "EXC-11",
            Severity.NOTE,
            "Allergy to sulfite is on record. It never withholds epinephrine in a reaction.",
            "Use a product without sulfite for other drugs where there is one.",
            "SULFITE-REVIEW",
            "SULFITE-EPINEPHRINE-PAGE",
            "EPIPEN-UK-SULFA",
        )


def contradiction(look: Look) -> Iterator[ScreenFinding]:
    """Ask where the list of excipients that was entered leaves out one that is on file for the product."""
    product, given = wanted(look), look.case.drug.excipients
    feared = _feared(look)
    for content in product.contents if product and given is not None else ():
        name = content.excipient.name
        if content.excipient.is_culprit and name not in wanted_excipients(look):
            yield _finding(
                "EXC-12",
                Severity.CAUTION if name in feared else Severity.NOTE,
                f"On file {product.title if product else ''} holds {name}; the list that was entered does not.",
                f"Ask: does the label name {name}? A reaction may have come from it."
                if name in feared
                else "Check the label of the product.",
                content.source,
            )


def _feared(look: Look) -> frozenset[str]:
    """Name the excipients on record as a cause, those related to them, and those in what reacted of another drug."""
    listed = look.knowledge.excipients
    named = [other.name for item in culprits(look) for other in (item, *listed.related(item))]
    products = (product_of(look, seen.reaction.drug) for seen in look.seen)
    others = [item for item in products if item is not None and item.drug != _drug(look)]
    return frozenset((*named, *(name for item in others for name in item.excipients)))


def not_read(look: Look) -> Iterator[ScreenFinding]:
    """Ask for the label where an excipient is on record as a cause, and nothing was read of the wanted product."""
    if wanted(look) is not None or look.case.drug.excipients:
        return
    for item in culprits(look):
        yield _finding(
            "EXC-13",
            Severity.CAUTION,
            f"{item.name} is on record as a cause. What is in the wanted product is not known.",
            f"Ask: does its label name {item.name}? Enter every excipient of the label.",
            item.source,
            "STEPWARD-METHOD",
        )


RULES = (named_culprit, likely_culprit, suspicion, switch, sulfite, contradiction, not_read)
