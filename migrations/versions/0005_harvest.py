"""Records in the order of their changes, for those who harvest them"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_record_harvest", "record", ["ever_public", "changed_at", "identifier"])


def downgrade() -> None:
    op.drop_index("ix_record_harvest", table_name="record")
