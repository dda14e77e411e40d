"""Regular expressions that people write: checked with the place of an error, and bounded in time."""

from cinearr.core.patterns.errors import PatternError, PatternTimeout
from cinearr.core.patterns.pattern import Pattern, check

__all__ = ["Pattern", "PatternError", "PatternTimeout", "check"]
