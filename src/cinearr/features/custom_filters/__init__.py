"""Filters people keep for a screen. What they mean is the screen's business."""

from cinearr.features.custom_filters.tables import CustomFilterRow

__all__ = ["CustomFilterRow"]
