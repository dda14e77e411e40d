"""A file's quality in a column of its own, and indexes on the days of films: what the wanted lists and the calendar look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Files are written anew once, to have their quality's id."""
    op.add_column(
        "movie_files",
        sa.Column("quality_id", sa.Integer(), sa.Computed("(quality->>'id')::int", persisted=True), nullable=False),
    )
    for column in ("in_cinemas", "digital_release", "physical_release"):
        op.create_index(op.f(f"ix_movies_{column}"), "movies", [column], unique=False)
