"""The fictional program that a demo shows: people, companies and two years of work between them, always up to today."""
