"""The unit's acts on protocol files, kept in the database."""

from django.db import IntegrityError, transaction

from stepward.adapters.database.models import ProtocolApproval
from stepward.usecases.approving import Act, ApprovalMovedOn, Deed, ProtocolFile, Role


class DatabaseApprovals:
    """Acts as rows of the table of approvals."""

    def of_protocol(self, protocol_id: str, /) -> tuple[Act, ...]:
        """List every act on any file of a protocol, oldest first."""
        return tuple(_act(row) for row in ProtocolApproval.objects.filter(protocol_id=protocol_id))

    def by_protocol(self) -> dict[str, tuple[Act, ...]]:
        """List every act on every protocol, by protocol."""
        found: dict[str, tuple[Act, ...]] = {}
        for row in ProtocolApproval.objects.all():
            found[row.protocol_id] = (*found.get(row.protocol_id, ()), _act(row))
        return found

    def append(self, act: Act, /) -> None:
        """Keep an act.

        Raises:
            ApprovalMovedOn: if the role has already acted under this number on this file.
        """
        row = ProtocolApproval(
            protocol_id=act.file.protocol_id,
            version=act.file.version,
            file_sha256=act.file.sha256,
            role=act.role.value,
            deed=act.deed.value,
            number=act.number,
            person_id=int(act.person_id),
            person_name=act.person_name,
            approved_at=act.done_at,
        )
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            msg = "Another person acted on this file at the same moment. You see it now."
            raise ApprovalMovedOn(msg) from error


def _act(row: ProtocolApproval) -> Act:
    return Act(
        file=ProtocolFile(protocol_id=row.protocol_id, version=row.version, sha256=row.file_sha256),
        role=Role(row.role),
        deed=Deed(row.deed),
        number=row.number,
        person_id=str(row.person_id),
        person_name=row.person_name,
        done_at=row.approved_at,
    )
