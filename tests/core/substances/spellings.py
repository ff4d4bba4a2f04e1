"""How people write names of drugs (made up after labels and charts), and what each must mean."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A name as written, its ingredients, the classes it names and the words that are left over; none is unknown."""

    written: str
    names: frozenset[str] | None
    classes: frozenset[str] = frozenset()
    rest: tuple[str, ...] = ()
    is_several: bool = False
    is_local: bool = False


def drug(written: str, *names: str, rest: str = "", is_several: bool = False, is_local: bool = False) -> Spelling:
    return Spelling(
        written=written,
        names=frozenset(names),
        rest=tuple(rest.split()),
        is_several=is_several,
        is_local=is_local,
    )


def of_class(written: str, class_id: str, *names: str, is_several: bool = False, is_local: bool = False) -> Spelling:
    return Spelling(
        written=written,
        names=frozenset(names),
        classes=frozenset({class_id}),
        is_several=is_several,
        is_local=is_local,
    )


def unknown(written: str) -> Spelling:
    return Spelling(written=written, names=None)


SPELLINGS = (
    drug("Depo-Medrol 80 mg", "methylprednisolone"),
    drug("DEPO MEDROL 40mg/mL", "methylprednisolone"),
    drug("Solu-Medrol 125", "methylprednisolone"),
    drug("Taxol 6 mg/mL concentrate", "paclitaxel"),
    drug("amoxicillin 500 mg capsules", "amoxicillin"),
    drug("paclitaxel (Taxol)", "paclitaxel"),
    drug("nab-paclitaxel 100 mg vial", "paclitaxel"),
    drug("Abraxane 5 mg/ml", "paclitaxel"),
    drug("Docetaxel 20 mg/1 mL conc. for infusion", "docetaxel", rest="conc"),
    drug("carboplatin AUC 5", "carboplatin"),
    drug("Carboplatin 450 mg/45 mL", "carboplatin"),
    drug("oxaliplatin 85 mg/m2 every 14 days", "oxaliplatin"),
    drug("5-FU 400 mg/m2", "fluorouracil"),
    drug("Augmentin 875-125mg", "amoxicillin", "clavulanic acid"),
    drug("co amoxiclav 1.2g IV", "amoxicillin", "clavulanic acid"),
    drug("Zosyn 4.5 g/100 mL", "piperacillin", "tazobactam"),
    drug("piperacillin sodium / tazobactam sodium", "piperacillin", "tazobactam"),
    drug("sulfamethoxazole 800 mg/trimethoprim 160 mg", "sulfamethoxazole", "trimethoprim"),
    drug("Bactrim DS", "sulfamethoxazole", "trimethoprim", rest="ds"),
    drug("SMX-TMP 800-160", "sulfamethoxazole", "trimethoprim"),
    drug("penicillin G potassium 5 million units IV", "benzylpenicillin"),
    drug("Bicillin L-A 2.4 million units", "benzylpenicillin"),
    drug("penicillin VK 500mg tabs", "phenoxymethylpenicillin"),
    drug("cephalexin 250 mg/5 mL suspension", "cefalexin"),
    drug("Rocephin 1 g IM", "ceftriaxone"),
    drug("cefuroxime axetil 500 mg", "cefuroxime"),
    drug("imipenem-cilastatin 500 mg", "imipenem", "cilastatin"),
    drug("metoprolol succinate ER 47.5 mg at night", "metoprolol"),
    drug("Toprol-XL 50", "metoprolol"),
    drug("bisoprolol fumarate 2.5 mg once daily", "bisoprolol"),
    drug("timolol 0.5% eye drops", "timolol", is_local=True),
    drug("Timoptic-XE 0.25 %", "timolol", is_local=True),
    drug("metoprolol and timolol eye drops", "metoprolol", "timolol", is_several=True),
    drug("metoprolol timolol eye drops", "metoprolol", "timolol", is_several=True),
    drug("lisinopril/HCTZ 20/12.5 mg", "lisinopril", "hydrochlorothiazide", is_several=True),
    drug("rituximab 375 mg/m² IV", "rituximab"),
    drug("Rituxan (rituximab) 500 mg/50 mL", "rituximab"),
    drug("trastuzumab-dkst 150 mg", "trastuzumab", rest="dkst"),
    drug("ado-trastuzumab emtansine 100mg", "trastuzumab", "emtansine"),
    drug("infliximab-dyyb 100 mg", "infliximab"),
    drug("pegaspargase (Oncaspar) 2,500 IU/m2", "pegaspargase"),
    drug("Erwinaze 10,000 units", "asparaginase Erwinia"),
    drug("PEG 3350 17 g powder", "macrogol"),
    drug("vitamin B12 1000 mcg inj", "cyanocobalamin"),
    drug("insulin glargine 100 units/mL pen", "insulin glargine"),
    drug("Lantus insulin", "insulin glargine", "insulin", is_several=True),
    drug("insulin aspart protamine", "insulin aspart", rest="protamine"),
    drug("iron sucrose 20 mg/mL", "iron sucrose"),
    drug("MMR vaccine", "measles, mumps and rubella vaccine"),
    drug("tetanus toxoid 0.5 mL", "tetanus vaccine"),
    drug("carboplatin/paclitaxel", "carboplatin", "paclitaxel", is_several=True),
    drug("carboplatin or cisplatin", "carboplatin", "cisplatin", is_several=True),
    drug("Carboplatin AUC 5 + paclitaxel 175 mg/m2", "carboplatin", "paclitaxel", is_several=True),
    drug("isoniazid, rifampin", "isoniazid", "rifampicin", is_several=True),
    drug("INH 300 mg", "isoniazid"),
    drug("aspirin 81 mg EC", "aspirin"),
    drug("trimethoprim/nosuchdrug", "trimethoprim", rest="nosuchdrug"),
    of_class("penicillin", "penicillin"),
    of_class("Penicillins (any)", "penicillin"),
    of_class("PCN allergy", "penicillin"),
    drug("penicillin (amoxicillin)", "amoxicillin"),
    of_class("penicillin and carboplatin", "penicillin", "carboplatin", is_several=True),
    of_class("cephalosporin antibiotic", "cephalosporin"),
    of_class("beta blocker", "beta-blocker"),
    of_class("Beta-blocker eye drops", "beta-blocker", is_local=True),
    of_class("ACE inhibitors", "ace-inhibitor"),
    of_class("NSAIDs", "nsaid"),
    of_class("non-steroidal anti-inflammatory drugs", "nsaid"),
    of_class("sulfa", "sulfonamide-antibiotic"),
    of_class("sulfa drugs", "sulfonamide-antibiotic"),
    of_class("a statin", "statin"),
    of_class("quinolone", "fluoroquinolone"),
    unknown("no penicillin"),
    unknown("penicillin-free"),
    unknown("paclitaxl"),
    unknown("antibiotic"),
    unknown("500 mg"),
    unknown("water"),
    unknown(""),
)
