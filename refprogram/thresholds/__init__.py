"""Thresholds: the figures that rules compare with, set by admins within bounds. Knows names and bounds, no rule."""
