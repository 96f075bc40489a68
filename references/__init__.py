"""References: who may vouch for us, for what, and why (not); knows customers, and nothing of requests."""
