"""The Reference Desk: the roof and the floor that the three apps stand between."""

from refprogram.celery import app as celery_app

__all__ = ["celery_app"]
