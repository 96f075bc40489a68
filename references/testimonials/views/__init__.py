"""What do colleagues see of words on their way into the world, and what can they press? Scope, form, action, page."""
