"""What we know of a customer, one kind of fact a file."""

from customers.models.contact import Contact, ContactDetails
from customers.models.customer import Customer, CustomerEvent
from customers.models.hardship import Hardship, HardshipNote
from customers.models.issue import Issue
from customers.models.product import Deployment, Product
from customers.models.topic import Topic

__all__ = [
    "Contact",
    "ContactDetails",
    "Customer",
    "CustomerEvent",
    "Deployment",
    "Hardship",
    "HardshipNote",
    "Issue",
    "Product",
    "Topic",
]
