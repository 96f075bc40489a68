"""Which pages are there on referrals? One file a page, with the buttons that stand on it."""
