from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "refprogram.accounts"
    label = "accounts"
