"""How are dates written? As in "13 Oct 2026"."""
