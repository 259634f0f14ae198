"""Curated collections"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    texts = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "collection",
        sa.Column("identifier", sa.String(length=8), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("access_id", sa.Integer(), nullable=False),
        sa.Column("title", texts, nullable=False),
        sa.Column("description", texts, nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("ever_public", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["access_id"], ["access_class.id"], name=op.f("fk_collection_access_id_access_class")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_collection_created_by_account")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_collection_unit_id_unit")),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_collection")),
    )
    op.create_index(op.f("ix_collection_unit_id"), "collection", ["unit_id"])
    op.create_table(
        "collection_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection", sa.String(length=8), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=8), nullable=True),
        sa.Column("part", sa.String(length=8), nullable=True),
        sa.CheckConstraint("(record IS NULL) <> (part IS NULL)", name=op.f("ck_collection_item_one_thing")),
        sa.ForeignKeyConstraint(
            ["collection"],
            ["collection.identifier"],
            name=op.f("fk_collection_item_collection_collection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["part"], ["collection.identifier"], name=op.f("fk_collection_item_part_collection"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["record"], ["record.identifier"], name=op.f("fk_collection_item_record_record"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_item")),
        sa.UniqueConstraint("collection", "record", name=op.f("uq_collection_item_collection")),
        sa.UniqueConstraint("collection", "part", name="uq_collection_item_part_once"),
    )
    op.create_index(op.f("ix_collection_item_part"), "collection_item", ["part"])
    op.create_index(op.f("ix_collection_item_record"), "collection_item", ["record"])


def downgrade() -> None:
    op.drop_table("collection_item")
    op.drop_table("collection")
