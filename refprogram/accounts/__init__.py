"""Accounts: who works here, in which one role, and what that role may do."""
