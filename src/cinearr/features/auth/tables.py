"""Users and their sessions. Neither passwords nor tokens are kept, only what they hash to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class UserRow(Base):
    """A person who may log in; `username` in lower case, `password` an argon2 hash."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]


class SessionRow(Base):
    """One logged-in browser."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="cascade"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
