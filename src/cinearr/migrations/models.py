"""Every table of the program, imported once so that the metadata is whole."""

from __future__ import annotations

import importlib.util
import pkgutil

import cinearr.features
import cinearr.kit.jobs.tables
import cinearr.kit.provider_tables
from cinearr.kit.db import Base

for found in pkgutil.iter_modules(cinearr.features.__path__, "cinearr.features."):
    if found.ispkg and importlib.util.find_spec(f"{found.name}.tables"):
        importlib.import_module(f"{found.name}.tables")

metadata = Base.metadata
