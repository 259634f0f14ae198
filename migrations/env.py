"""Alembic's entry: takes the connection that ``app.services.schema`` hands over."""

from typing import Any, Literal

from alembic import context

from app.models import Base
from app.models.types import Instant


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Writes our own types as the plain ones below them: a revision must not change when the models do."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime()"
    if kind == "type" and "JSON" in repr(item):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
