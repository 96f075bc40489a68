from django.apps import AppConfig


class FaceConfig(AppConfig):
    name = "refprogram.face"
    label = "face"
