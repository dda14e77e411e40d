"""Custom formats: conditions on releases and files that profiles give scores to."""

from cinearr.core.formats.matching import BrokenCondition, CompiledFormats, Explanation
from cinearr.core.formats.model import Condition, CustomFormat, Kind, Subject
from cinearr.core.formats.validation import problems

__all__ = [
    "BrokenCondition",
    "CompiledFormats",
    "Condition",
    "CustomFormat",
    "Explanation",
    "Kind",
    "Subject",
    "problems",
]
