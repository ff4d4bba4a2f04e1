"""Tables only: no rule stands here."""

from stepward.adapters.database.models.approvals import ProtocolApproval
from stepward.adapters.database.models.assessments import SignedAssessment
from stepward.adapters.database.models.courses import ChosenWay, StatedFact
from stepward.adapters.database.models.following import (
    DoseNote,
    DoseStruckOut,
    DrugStopped,
    FinishedSession,
    GivingOn,
    OutcomeRow,
)
from stepward.adapters.database.models.own_reports import OwnReport
from stepward.adapters.database.models.people import AccountDeed, FirstPassword, PersonalCode
from stepward.adapters.database.models.plans import SharedPlan
from stepward.adapters.database.models.preparing import Patient, PreparationDeed, PreparationOrder
from stepward.adapters.database.models.reports import ReactedSession, ReportDraft, ReportMark, ReportVersion
from stepward.adapters.database.models.screening import ScreeningDraft
from stepward.adapters.database.models.sessions import AccessNote, AlarmNote, SessionCard, SessionOrder, Station
from stepward.adapters.database.models.units import (
    Pump,
    Unit,
    UnitRecord,
    UnitRecordApproval,
    UnitRecordWithdrawal,
)

__all__ = [
    "AccessNote",
    "AccountDeed",
    "AlarmNote",
    "ChosenWay",
    "DoseNote",
    "DoseStruckOut",
    "DrugStopped",
    "FinishedSession",
    "FirstPassword",
    "GivingOn",
    "OutcomeRow",
    "OwnReport",
    "Patient",
    "PersonalCode",
    "PreparationDeed",
    "PreparationOrder",
    "ProtocolApproval",
    "Pump",
    "ReactedSession",
    "ReportDraft",
    "ReportMark",
    "ReportVersion",
    "ScreeningDraft",
    "SessionCard",
    "SessionOrder",
    "SharedPlan",
    "SignedAssessment",
    "StatedFact",
    "Station",
    "Unit",
    "UnitRecord",
    "UnitRecordApproval",
    "UnitRecordWithdrawal",
]
