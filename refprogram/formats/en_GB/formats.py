"""Dates as the design writes them: 13 Oct 2026, 13 Oct 2026 14:05."""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y H:i"
SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
