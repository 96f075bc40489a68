"""Imports: reading other people's files, row by row, without knowing what a row is about."""
