"""What harvesters of IIIF are told of changes; what is public already is told by a job"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    at = datetime.now(UTC).replace(tzinfo=None)
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    activity = op.create_table(
        "activity",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("type", sa.String(length=8), nullable=False),
        sa.Column("thing", sa.String(length=10), nullable=True),
        sa.Column("identifier", sa.String(length=8), nullable=True),
        sa.Column("unit", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("form", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_identifier_number", "activity", ["identifier", "number"])
    # The stream begins: a page of it has one item at least (Change Discovery 1.0, 3.2).
    op.bulk_insert(activity, [{"number": 0, "at": at, "type": "Refresh", "form": 1}])
    _announce(at)


def _announce(at: datetime) -> None:
    connection = op.get_bind()
    record = sa.table("record", sa.column("identifier"))
    if connection.scalar(sa.select(sa.func.count()).select_from(record)):
        job = sa.table(
            "job",
            *(sa.column(name) for name in ("kind", "key", "subject", "state", "attempts", "done", "total")),
            sa.column("not_before", sa.DateTime()),
            sa.column("created_at", sa.DateTime()),
        )
        told = {"kind": "announce", "key": "announce:activities", "subject": "activities", "state": "queued"}
        counts = {"attempts": 0, "done": 0, "total": 0}
        connection.execute(sa.insert(job).values(**told, **counts, not_before=at, created_at=at))


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE kind = 'announce'")
    op.drop_index("ix_activity_identifier_number", "activity")
    op.drop_table("activity")
