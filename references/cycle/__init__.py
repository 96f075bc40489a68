"""Whom do we write to by ourselves? Every six months, about what somebody heard from them, and after they helped us."""

from references.cycle.due import DueStep, planned
from references.cycle.ladder import ladder
from references.cycle.taken import due_steps, take_due_steps
from references.cycle.week import Leaving, Week, this_week, written

__all__ = ["DueStep", "Leaving", "Week", "due_steps", "ladder", "planned", "take_due_steps", "this_week", "written"]
