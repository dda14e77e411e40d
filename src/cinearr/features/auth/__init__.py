"""People who may log in, and the sessions of their browsers: `auth.check_password(session, name, password)`."""

from cinearr.features.auth.passwords import verify
from cinearr.features.auth.store import (
    SESSION_LIFE,
    User,
    any_user,
    close_session,
    create_first_user,
    find_user,
    forget_ended_sessions,
    open_session,
    renew_session,
    set_account,
    set_password,
)

__all__ = [
    "SESSION_LIFE",
    "User",
    "any_user",
    "close_session",
    "create_first_user",
    "find_user",
    "forget_ended_sessions",
    "open_session",
    "renew_session",
    "set_account",
    "set_password",
    "verify",
]
