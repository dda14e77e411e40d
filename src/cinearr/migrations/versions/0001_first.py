"""The first schema."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

from cinearr.migrations.models import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    metadata.create_all(connection)
    cursor = connection.connection.cursor()
    cursor.execute(SchemaManager.get_schema())
    cursor.execute((Path(__file__).parent.parent / "triggers.sql").read_text(encoding="utf-8"))
    cursor.close()
    connection.execute(sa.text("select 1"))
