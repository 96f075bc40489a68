from django.apps import AppConfig


class TestimonialsConfig(AppConfig):
    name = "references.testimonials"

    def ready(self) -> None:
        from customers import announce as facts
        from references import announce
        from references.testimonials import actions, notices
        from refprogram.outbox import kinds

        kinds.register(*notices.KINDS)
        announce.subscribe(actions.take_back)
        facts.subscribe(actions.look_again)
