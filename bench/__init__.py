"""The bench: how long do the main pages take, beside what no page of ours could be faster than?

A benchmark is no test: it asserts nothing about time. `make bench` prints a table; see __main__.py.
"""
