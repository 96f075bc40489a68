from django.apps import AppConfig


class TestimonialsConfig(AppConfig):
    name = "references.testimonials"

    def ready(self) -> None:
        from customers import announce as facts
        from references import announce
        from references.testimonials import actions, imports, notices
        from refprogram.imports import kinds as files
        from refprogram.outbox import kinds

        kinds.register(*notices.KINDS)
        files.register(*imports.KINDS)
        announce.subscribe(actions.take_back)
        facts.subscribe(actions.look_again)
