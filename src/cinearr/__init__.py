"""Cinearr: a movie collection manager that speaks Radarr's v3 API and runs by itself."""

__version__ = "0.1.0"
