"""Testimonials: what customers say about us in public, and the proof that they said it, meant it and still do.

An `Endorsement` is one person's words on their way into the world. They are shown only after the gate (`gate.py`) finds
nothing missing, only in the form that the person approved, and only at places that are written down (`Placement`).
"""
