"""Which files can this app read? One module a kind; each says what its rows may hold and what a row becomes.

A customer is found by its exact name, else by its name without legal form, never by a guess: a name that fits two
customers fits none. Imports write facts only; nobody is verified by a file and nobody has agreed to anything by one.
"""

from customers.imports.contact import CONTACTS
from customers.imports.contract import CONTRACTS
from customers.imports.customer import CUSTOMERS
from customers.imports.hardship import HARDSHIPS
from customers.imports.issue import ISSUES
from customers.imports.product import PRODUCTS
from customers.imports.survey import SURVEYS

KINDS = (CUSTOMERS, CONTACTS, ISSUES, HARDSHIPS, SURVEYS, CONTRACTS, PRODUCTS)

__all__ = ["KINDS"]
