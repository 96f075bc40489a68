"""Customers: who our customers are and how they are doing; knows nothing of references or requests."""
