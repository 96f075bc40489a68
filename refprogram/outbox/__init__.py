"""Outbox: letters that must not be lost, and are not sent twice.

A letter is a row, written in the same transaction as the fact it reports. Carrying it is a separate act that may fail,
be killed or be repeated at any moment; every state in between is a state of the row, and people see it on /outbox/.
"""
