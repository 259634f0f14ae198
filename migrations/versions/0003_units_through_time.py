"""Units through time: what they were called, and where they were, before"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    names = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("unit", sa.Column("note", names, nullable=True))
    op.add_column("unit", sa.Column("source", sa.Text(), nullable=True))
    op.create_table(
        "unit_former",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("name", names, nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("commune", sa.String(length=100), nullable=True),
        sa.Column("district", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_former_parent_id_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_former_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_former")),
        sa.UniqueConstraint("unit_id", "valid_to", name=op.f("uq_unit_former_unit_id")),
    )


def downgrade() -> None:
    op.drop_table("unit_former")
    # no batch: that would make the table anew, which its many references forbid
    op.drop_column("unit", "source")
    op.drop_column("unit", "note")
