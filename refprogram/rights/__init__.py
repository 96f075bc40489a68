"""People's rights over their own data: what they wish goes through every app at once, or not at all."""
