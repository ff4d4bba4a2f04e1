"""How names of drugs are written: words of salt, form, route, strength and use around the name itself."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

JOINED = re.compile(r"\s*(?:/|\+|,|&|;|\bwith\b|\band\b|\bor\b|\bplus\b)\s*")
_NUMBER = r"[0-9][0-9.,]*"
_UNIT = r"(?:(?:million|mega)\s*(?:iu|units?|u)|mg|mcg|[µμ]g|ug|g|kg|iu|units?|mu|meq|mmol|ml|l)"
_PER = rf"(?:\s*/\s*(?:{_NUMBER}\s*)?(?:ml|l|m2|m²|kg|hours?|hr?|min|dose|day|d|vial|tablet))"
_STRENGTH = re.compile(
    rf"(?<![\w.-]){_NUMBER}(?:\s*[-/x]\s*{_NUMBER})*\s*-?(?:%|{_UNIT}(?![a-z0-9]))?{_PER}*(?![a-z0-9-])"
)
_MARKS = re.compile(r"[®™©*\"'()\[\]{}]")
_WORD = re.compile(r"[^\s/+,&;:.\-]+(?:\.[0-9]+)?")
_JOINING = frozenset({"and", "or", "with"})
_REMEMBERED = 4096


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SALTS = _words("""
    acetate anhydrous arginine aspartate axetil benzoate besilate besylate bitartrate bromide calcium carbonate chloride
    citrate decanoate dihydrate dihydrochloride dinitrate disodium fumarate gluconate hcl hemifumarate hydrobromide
    hydrochloride hydrogen lysine magnesium malate maleate mesilate mesylate monohydrate mononitrate nitrate palmitate
    phosphate potassium propionate sesquihydrate sodium succinate sulfate sulphate tartrate tosilate tosylate
    trihydrate tromethamine""")
FORMS = _words("""
    ampoule ampoules bag bolus cap caps capsule capsules concentrate cr depot drip drops ec er extended
    extended-release film-coated for im implant infusion inhaled inhaler inj injectable injection intramuscular
    intravenous iv la lyophilized long-acting modified-release mr nebulizer oral patch pen po powder prefilled
    prolonged-release release retard sc soln solution sr spray subcutaneous suspension susp syringe syrup tab tablet
    tablets tabs topical vial vials xl xr""")
LOCAL = _words("""
    cream drop drops ear eye eyedrops gel inhaled inhaler nasal nebulizer ocular ointment ophthalmic otic topical""")
ELSEWHERE = _words("capsule capsules im injection intramuscular intravenous iv oral pen po subcutaneous tablet tablets")
PLAIN = _words("""
    a agent agents auc allergic allergy an antibiotic antibiotics any as at bd bedtime bid bottle box
    brand by class daily day days derivative derivatives dextrose dose doses drug drugs ec every family full generic
    glucose group h history hour hourly hours hr in kit low medication medicine million monthly morning needed night
    nightly od of on once per plus prn q qd qds qid reaction saline single some strength tds the three tid times to
    twice type usp water week weeks weekly x""")
"""Words of salt, form and use that name no drug."""
DENIES = _words("avoid except free instead like never no non none not resembling without")


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str) -> str:
    """Write a name in small letters, with single spaces, without marks of registration and brackets."""
    return " ".join(_MARKS.sub(" ", text.casefold()).split())


@lru_cache(maxsize=_REMEMBERED)
def bare(name: str) -> str:
    """Leave out words of salt, form, route and strength, unless nothing would be left."""
    words = without_strength(name).split()
    kept = [word for word in words if word not in SALTS and word not in FORMS and word not in LOCAL]
    return " ".join(kept) or name


def without_strength(name: str) -> str:
    """Leave out numbers with and without a unit."""
    return _STRENGTH.sub(" ", name)


def spans(name: str) -> tuple[tuple[str, int, int], ...]:
    """List the words of a name that do not only join, with where each begins and ends; a hyphen parts words too."""
    found = ((item.group(), item.start(), item.end()) for item in _WORD.finditer(name))
    return tuple(item for item in found if item[0] not in _JOINING)


def words(name: str) -> tuple[str, ...]:
    """List the words of a name, without those that only join."""
    return tuple(word for word, _, _ in spans(name))


def places(phrases: Mapping[tuple[str, ...], object], said: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Tell where phrases begin and end in a text: from the left, the longest phrase first."""
    index, most = 0, max(map(len, phrases), default=0)
    while index < len(said):
        ends = range(min(most, len(said) - index) + index, index, -1)
        end = next((one for one in ends if said[index:one] in phrases), None)
        if end is not None:
            yield index, end
        index = index + 1 if end is None else end


def telling(texts: Iterable[str]) -> tuple[str, ...]:
    """List the words of what is left around a name that are no salt, form, strength or use: they may name a drug."""
    found = (word for text in texts for word in words(without_strength(text)))
    known = SALTS | FORMS | LOCAL | PLAIN
    return tuple(dict.fromkeys(word for word in found if word not in known and any(map(str.isalnum, word))))
