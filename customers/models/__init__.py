"""What we know of a customer, one kind of fact a file."""

from customers.models.contact import Contact, ContactDetails
from customers.models.contract import Contract
from customers.models.customer import Customer, CustomerEvent
from customers.models.hardship import Hardship, HardshipNote
from customers.models.issue import Issue
from customers.models.product import Deployment, Product
from customers.models.relationship import Relationship
from customers.models.suppression import Suppression
from customers.models.survey import SurveyResponse
from customers.models.topic import Topic

__all__ = [
    "Contact",
    "ContactDetails",
    "Contract",
    "Customer",
    "CustomerEvent",
    "Deployment",
    "Hardship",
    "HardshipNote",
    "Issue",
    "Product",
    "Relationship",
    "Suppression",
    "SurveyResponse",
    "Topic",
]
