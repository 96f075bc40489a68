"""British English as the design writes it."""
