"""Argon2 hashes of passwords. Hashing takes tens of milliseconds on purpose, so it runs in threads."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cinearr.kit.errors import Failure, Invalid

LONGEST: Final = 1024  # letters; more only keeps the server busy

_hasher: Final = PasswordHasher()


async def hashed(password: str) -> str:
    """What to keep of a password. Raises Invalid for an empty or endless one."""
    if not password:
        raise Invalid(Failure(property_name="Password", message="'Password' must not be empty."))
    if len(password) > LONGEST:
        raise Invalid(Failure(property_name="Password", message=f"A password has at most {LONGEST} letters."))
    return await asyncio.to_thread(_hasher.hash, password)


async def verify(password: str, stored: str | None) -> bool:
    """Whether a password is right. Without a stored one it takes as long, so that nobody learns who has an account."""
    if len(password) > LONGEST:
        return False
    return await asyncio.to_thread(_verify, password, stored)


def _verify(password: str, stored: str | None) -> bool:
    try:
        return _hasher.verify(_nobodys() if stored is None else stored, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _hasher.hash("a password of nobody")
