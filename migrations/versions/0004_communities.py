"""Communities with their rules, approvals and requests; agents with identifiers and consent"""

import secrets

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("community", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("contact", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("words", json, nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("protocol", sa.Text(), nullable=False, server_default="everyone"))
        batch_op.add_column(sa.Column("stewarded", sa.Boolean(), nullable=False, server_default=sa.false()))
    _agents(json)
    op.create_table(
        "naming",
        sa.Column("record", sa.String(length=8), nullable=False),
        sa.Column("thing", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("head", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["record.identifier"], name=op.f("fk_naming_record_record")),
        sa.PrimaryKeyConstraint("record", "thing", "key", name=op.f("pk_naming")),
    )
    with op.batch_alter_table("naming", schema=None) as batch_op:
        batch_op.create_index("ix_naming_thing_key", ["thing", "key"], unique=False)
    _approvals()
    _requests()


def _agents(json: sa.types.TypeEngine) -> None:
    with op.batch_alter_table("agent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("identifier", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("roles", json, nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("ever_public", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("shown_as", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("withheld", sa.Boolean(), nullable=False, server_default=sa.false()))
    agent = sa.table("agent", sa.column("id", sa.Integer), sa.column("identifier", sa.String))
    used = sa.table("used_identifier", sa.column("identifier", sa.String))
    connection = op.get_bind()
    for row in connection.execute(sa.select(agent.c.id)).all():
        drawn = "a" + "".join(secrets.choice(ALPHABET) for _ in range(7))
        connection.execute(sa.insert(used).values(identifier=drawn))
        connection.execute(sa.update(agent).where(agent.c.id == row.id).values(identifier=drawn))
    with op.batch_alter_table("agent", schema=None) as batch_op:
        batch_op.alter_column("identifier", existing_type=sa.String(length=8), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_agent_identifier"), ["identifier"])


def _approvals() -> None:
    op.create_table(
        "approval",
        sa.Column("record", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_approval_asked_by_account")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_approval_community_id_community")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_approval_decided_by_account")),
        sa.ForeignKeyConstraint(["record"], ["record.identifier"], name=op.f("fk_approval_record_record")),
        sa.PrimaryKeyConstraint("record", "version", "community_id", name=op.f("pk_approval")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index("ix_approval_community_outcome", ["community_id", "outcome"], unique=False)


def _requests() -> None:
    op.create_table(
        "takedown_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=8), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_takedown_request_account_id_account")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_takedown_request_community_id_community")
        ),
        sa.ForeignKeyConstraint(["record"], ["record.identifier"], name=op.f("fk_takedown_request_record_record")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_takedown_request_settled_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takedown_request")),
    )
    with op.batch_alter_table("takedown_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_takedown_request_community_id"), ["community_id"], unique=False)
        batch_op.create_index("ix_takedown_request_record_settled_at", ["record", "settled_at"], unique=False)


def downgrade() -> None:
    for table in ("takedown_request", "approval", "naming"):
        op.drop_table(table)
    with op.batch_alter_table("agent", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_agent_identifier"), type_="unique")
        for column in ("withheld", "shown_as", "ever_public", "roles", "identifier"):
            batch_op.drop_column(column)
    with op.batch_alter_table("community", schema=None, recreate="never") as batch_op:
        for column in ("stewarded", "protocol", "words", "contact"):
            batch_op.drop_column(column)
