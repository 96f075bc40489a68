"""The public face: a wall, embedded frames and proof pages, for anybody, without a login.

It holds no rule. What is shown, and whether it still may be, `references/testimonials/world.py` says.
"""
