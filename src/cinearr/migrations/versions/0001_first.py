"""The first schema. Frozen: what comes later is a migration of its own.

The job queue's tables are those of the installed Procrastinate; the triggers are our own.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everything, on an empty database."""
    _tables()
    cursor = op.get_bind().connection.cursor()
    cursor.execute(SchemaManager.get_schema())
    cursor.execute((Path(__file__).parent.parent / "triggers.sql").read_text(encoding="utf-8"))
    cursor.close()


def _tables() -> None:
    op.create_table(
        "collections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tmdb_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sort_title", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("monitored", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("search_on_add", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("quality_profile_id", sa.Integer(), nullable=False),
        sa.Column("root_folder_path", sa.Text(), nullable=False),
        sa.Column("minimum_availability", sa.Integer(), server_default="3", nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_info_sync", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
        sa.UniqueConstraint("tmdb_id", name=op.f("uq_collections_tmdb_id")),
    )
    op.create_table(
        "commands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("status", sa.Text(), server_default="queued", nullable=False),
        sa.Column("result", sa.Text(), server_default="unknown", nullable=False),
        sa.Column("trigger", sa.Text(), server_default="manual", nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("exception", sa.Text(), nullable=True),
        sa.Column("queued", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("client_user_agent", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commands")),
    )
    op.create_index(
        "ix_commands_open",
        "commands",
        ["name"],
        unique=False,
        postgresql_where=sa.text("status in ('queued', 'started')"),
    )
    op.create_index(op.f("ix_commands_queued"), "commands", ["queued"], unique=False)
    op.create_table(
        "custom_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_filters")),
    )
    op.create_table(
        "custom_formats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("include_when_renaming", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("specifications", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_formats")),
        sa.UniqueConstraint("name", name=op.f("uq_custom_formats_name")),
    )
    op.create_table(
        "decision_journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=True),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("indexer", sa.Text(), nullable=False),
        sa.Column("release", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("verdicts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_journal")),
    )
    op.create_index(op.f("ix_decision_journal_at"), "decision_journal", ["at"], unique=False)
    op.create_index("ix_decision_journal_movie_at", "decision_journal", ["movie_id", "at"], unique=False)
    op.create_table(
        "delay_profiles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enable_usenet", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("enable_torrent", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("preferred_protocol", sa.Integer(), server_default="1", nullable=False),
        sa.Column("usenet_delay", sa.Integer(), server_default="0", nullable=False),
        sa.Column("torrent_delay", sa.Integer(), server_default="0", nullable=False),
        sa.Column("bypass_if_highest_quality", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("bypass_if_above_custom_format_score", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("minimum_custom_format_score", sa.Integer(), server_default="0", nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delay_profiles")),
    )
    op.create_table(
        "download_clients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("implementation", sa.Text(), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_download_clients")),
        sa.UniqueConstraint("name", name=op.f("uq_download_clients_name")),
    )
    op.create_table(
        "engine_torrents",
        sa.Column("info_hash", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("magnet", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("save_path", sa.Text(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("seed_ratio", sa.Double(), nullable=True),
        sa.Column("seed_time", sa.Integer(), nullable=True),
        sa.Column("paused", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("removal", sa.Text(), nullable=True),
        sa.Column("added", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("total_size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done_size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("download_rate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("upload_rate", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("downloaded", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("uploaded", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("seeding_seconds", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("peers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("is_settled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("resume_data", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("info_hash", name=op.f("pk_engine_torrents")),
    )
    op.create_index(op.f("ix_engine_torrents_category"), "engine_torrents", ["category"], unique=False)
    op.create_table(
        "exclusions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tmdb_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusions")),
        sa.UniqueConstraint("tmdb_id", name=op.f("uq_exclusions_tmdb_id")),
    )
    op.create_table(
        "health_issues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("wiki_url", sa.Text(), server_default="", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("told", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_issues")),
        sa.UniqueConstraint("source", name=op.f("uq_health_issues_source")),
    )
    op.create_table(
        "indexers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("implementation", sa.Text(), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indexers")),
        sa.UniqueConstraint("name", name=op.f("uq_indexers_name")),
    )
    op.create_table(
        "logs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("logger", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("exception", sa.Text(), nullable=True),
        sa.Column("exception_type", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logs")),
    )
    op.create_index(op.f("ix_logs_time"), "logs", ["time"], unique=False)
    op.create_table(
        "movies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tmdb_id", sa.Integer(), nullable=False),
        sa.Column("imdb_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("clean_title", sa.Text(), nullable=False),
        sa.Column("sort_title", sa.Text(), nullable=False),
        sa.Column("original_title", sa.Text(), nullable=False),
        sa.Column("original_language", sa.Integer(), server_default="1", nullable=False),
        sa.Column("year", sa.Integer(), server_default="0", nullable=False),
        sa.Column("secondary_year", sa.Integer(), nullable=True),
        sa.Column("status", sa.Integer(), server_default="0", nullable=False),
        sa.Column("runtime", sa.Integer(), server_default="0", nullable=False),
        sa.Column("in_cinemas", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digital_release", sa.DateTime(timezone=True), nullable=True),
        sa.Column("physical_release", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certification", sa.Text(), nullable=True),
        sa.Column("studio", sa.Text(), nullable=True),
        sa.Column("popularity", sa.Double(), server_default="0", nullable=False),
        sa.Column("collection_tmdb_id", sa.Integer(), nullable=True),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("add_method", sa.Text(), server_default="manual", nullable=False),
        sa.Column("add_options", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("last_search_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_info_sync", sa.DateTime(timezone=True), nullable=True),
        sa.Column("covers_written", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_xid", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movies")),
        sa.UniqueConstraint("tmdb_id", name=op.f("uq_movies_tmdb_id")),
    )
    op.create_index(op.f("ix_movies_changed_xid"), "movies", ["changed_xid"], unique=False)
    op.create_index(op.f("ix_movies_collection_tmdb_id"), "movies", ["collection_tmdb_id"], unique=False)
    op.create_index(op.f("ix_movies_imdb_id"), "movies", ["imdb_id"], unique=False)
    op.create_index(op.f("ix_movies_sort_title"), "movies", ["sort_title"], unique=False)
    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("implementation", sa.Text(), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("name", name=op.f("uq_notifications_name")),
    )
    op.create_table(
        "offers",
        sa.Column("indexer_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("release", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("indexer_id", "guid", name=op.f("pk_offers")),
    )
    op.create_index(op.f("ix_offers_at"), "offers", ["at"], unique=False)
    op.create_table(
        "provider_status",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), server_default="0", nullable=False),
        sa.Column("initial_failure", sa.DateTime(timezone=True), nullable=True),
        sa.Column("most_recent_failure", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_till", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("kind", "provider_id", name=op.f("pk_provider_status")),
    )
    op.create_table(
        "quality_definitions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quality_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("min_size", sa.Double(), nullable=True),
        sa.Column("preferred_size", sa.Double(), nullable=True),
        sa.Column("max_size", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_definitions")),
        sa.UniqueConstraint("quality_id", name=op.f("uq_quality_definitions_quality_id")),
    )
    op.create_table(
        "quality_profiles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("upgrade_allowed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("cutoff", sa.Integer(), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("min_format_score", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cutoff_format_score", sa.Integer(), server_default="0", nullable=False),
        sa.Column("min_upgrade_format_score", sa.Integer(), server_default="1", nullable=False),
        sa.Column("format_items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("language_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_profiles")),
        sa.UniqueConstraint("name", name=op.f("uq_quality_profiles_name")),
    )
    op.create_table(
        "release_profiles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("enabled", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("required", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("ignored", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("indexer_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_profiles")),
    )
    op.create_table(
        "remote_path_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("remote_path", sa.Text(), nullable=False),
        sa.Column("local_path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remote_path_mappings")),
        sa.UniqueConstraint("host", "remote_path", name=op.f("uq_remote_path_mappings_host_remote_path")),
    )
    op.create_table(
        "root_folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_root_folders")),
        sa.UniqueConstraint("path", name=op.f("uq_root_folders_path")),
    )
    op.create_table(
        "schedules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("last_execution", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_start_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_duration", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
        sa.UniqueConstraint("name", name=op.f("uq_schedules_name")),
    )
    op.create_table(
        "settings",
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("section", name=op.f("pk_settings")),
    )
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("label", name=op.f("uq_tags_label")),
    )
    op.create_table(
        "turns",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("next_allowed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_turns")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_table(
        "blocklist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("source_title", sa.Text(), nullable=False),
        sa.Column("quality", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("date", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("published_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("protocol", sa.Integer(), nullable=False),
        sa.Column("indexer", sa.Text(), nullable=True),
        sa.Column("indexer_flags", sa.Integer(), server_default="0", nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("torrent_info_hash", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.id"], name=op.f("fk_blocklist_movie_id_movies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocklist")),
    )
    op.create_index(op.f("ix_blocklist_date"), "blocklist", ["date"], unique=False)
    op.create_index(op.f("ix_blocklist_movie_id"), "blocklist", ["movie_id"], unique=False)
    op.create_table(
        "download_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("download_id", sa.Text(), nullable=False),
        sa.Column("source_title", sa.Text(), nullable=False),
        sa.Column("date", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("protocol", sa.Integer(), server_default="0", nullable=False),
        sa.Column("indexer_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("download_client_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.id"], name=op.f("fk_download_events_movie_id_movies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_download_events")),
    )
    op.create_index("ix_download_events_download_id_date", "download_events", ["download_id", "date"], unique=False)
    op.create_index(op.f("ix_download_events_movie_id"), "download_events", ["movie_id"], unique=False)
    op.create_table(
        "movie_titles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("clean_title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language_id", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.id"], name=op.f("fk_movie_titles_movie_id_movies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movie_titles")),
    )
    op.create_index(op.f("ix_movie_titles_clean_title"), "movie_titles", ["clean_title"], unique=False)
    op.create_index(op.f("ix_movie_titles_movie_id"), "movie_titles", ["movie_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users"), ondelete="cascade"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("quality_profile_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("minimum_availability", sa.Integer(), server_default="3", nullable=False),
        sa.Column("monitored", sa.Boolean(), server_default="true", nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.id"], name=op.f("fk_targets_movie_id_movies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
    )
    op.create_index(op.f("ix_targets_movie_id"), "targets", ["movie_id"], unique=False)
    op.create_index(op.f("ix_targets_quality_profile_id"), "targets", ["quality_profile_id"], unique=False)
    op.create_index("uq_targets_default", "targets", ["movie_id"], unique=True, postgresql_where=sa.text("is_default"))
    op.create_index("uq_targets_path", "targets", ["path"], unique=True)
    op.create_table(
        "grabs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("info_hash", sa.Text(), nullable=True),
        sa.Column("release", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("download_client_id", sa.Integer(), nullable=True),
        sa.Column("download_id", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["movie_id"], ["movies.id"], name=op.f("fk_grabs_movie_id_movies"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_grabs_target_id_targets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grabs")),
        sa.UniqueConstraint("target_id", "fingerprint", name=op.f("uq_grabs_target_id_fingerprint")),
    )
    op.create_index(op.f("ix_grabs_download_id"), "grabs", ["download_id"], unique=False)
    op.create_index(op.f("ix_grabs_movie_id"), "grabs", ["movie_id"], unique=False)
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("date", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("event_type", sa.Integer(), nullable=False),
        sa.Column("source_title", sa.Text(), nullable=False),
        sa.Column("quality", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("download_id", sa.Text(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.id"], name=op.f("fk_history_movie_id_movies"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_history_target_id_targets"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    op.create_index(op.f("ix_history_date"), "history", ["date"], unique=False)
    op.create_index(op.f("ix_history_download_id"), "history", ["download_id"], unique=False)
    op.create_index("ix_history_movie_date", "history", ["movie_id", "date"], unique=False)
    op.create_index(op.f("ix_history_target_id"), "history", ["target_id"], unique=False)
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("download_id", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.id"], name=op.f("fk_imports_movie_id_movies"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_imports_target_id_targets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_movie_id"), "imports", ["movie_id"], unique=False)
    op.create_index(op.f("ix_imports_target_id"), "imports", ["target_id"], unique=False)
    op.create_table(
        "movie_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("relative_path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.DateTime(timezone=True), nullable=True),
        sa.Column("date_added", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("quality", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("release_group", sa.Text(), nullable=True),
        sa.Column("scene_name", sa.Text(), nullable=True),
        sa.Column("original_file_path", sa.Text(), nullable=True),
        sa.Column("edition", sa.Text(), server_default="", nullable=False),
        sa.Column("indexer_flags", sa.Integer(), server_default="0", nullable=False),
        sa.Column("media_info", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.id"], name=op.f("fk_movie_files_movie_id_movies"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_movie_files_target_id_targets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movie_files")),
        sa.UniqueConstraint("target_id", "relative_path", name=op.f("uq_movie_files_target_id_relative_path")),
    )
    op.create_index(op.f("ix_movie_files_movie_id"), "movie_files", ["movie_id"], unique=False)
    op.create_index(op.f("ix_movie_files_target_id"), "movie_files", ["target_id"], unique=False)
    op.create_table(
        "pending_releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("release", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), server_default="rss", nullable=False),
        sa.Column("match_type", sa.Text(), server_default="unknown", nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.id"], name=op.f("fk_pending_releases_movie_id_movies"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_pending_releases_target_id_targets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_releases")),
    )
    op.create_index(op.f("ix_pending_releases_movie_id"), "pending_releases", ["movie_id"], unique=False)
    op.create_table(
        "tracked_downloads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("download_client_id", sa.Integer(), nullable=False),
        sa.Column("download_id", sa.Text(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=True),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="ok", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("protocol", sa.Integer(), nullable=False),
        sa.Column("indexer", sa.Text(), nullable=True),
        sa.Column("item", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("release", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("quality", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
        sa.Column("messages", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("interaction_told", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("gone", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.id"], name=op.f("fk_tracked_downloads_movie_id_movies"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["targets.id"], name=op.f("fk_tracked_downloads_target_id_targets"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracked_downloads")),
        sa.UniqueConstraint(
            "download_client_id", "download_id", name=op.f("uq_tracked_downloads_download_client_id_download_id")
        ),
    )
    op.create_index(op.f("ix_tracked_downloads_download_id"), "tracked_downloads", ["download_id"], unique=False)
    op.create_index(op.f("ix_tracked_downloads_movie_id"), "tracked_downloads", ["movie_id"], unique=False)
    op.create_table(
        "extra_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("movie_id", sa.Integer(), nullable=False),
        sa.Column("movie_file_id", sa.Integer(), nullable=True),
        sa.Column("relative_path", sa.Text(), nullable=False),
        sa.Column("extension", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language_id", sa.Integer(), nullable=True),
        sa.Column("language_tags", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("added", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_updated", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["movie_file_id"],
            ["movie_files.id"],
            name=op.f("fk_extra_files_movie_file_id_movie_files"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["movie_id"], ["movies.id"], name=op.f("fk_extra_files_movie_id_movies"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_files")),
    )
    op.create_index(op.f("ix_extra_files_movie_file_id"), "extra_files", ["movie_file_id"], unique=False)
    op.create_index(op.f("ix_extra_files_movie_id"), "extra_files", ["movie_id"], unique=False)
