"""What does somebody see of requests, and what can they press? Thin: scope, form, one action, page."""
