"""Accounts in the Django admin: the only place where people and their roles are configured.

Its door is the program's own, which counts attempts. Sessions have no page: a list that can be filtered by the key of
a session tells the key, letter by letter, to whoever wants to be somebody else.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.forms import ModelForm
from django.http import HttpRequest

from refprogram.accounts.models import User
from refprogram.accounts.roles import Role

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister(UserSession)


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "role")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = NewUserForm
    list_display = ("email", "first_name", "last_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("first_name", "last_name")}),
        ("Role", {"fields": ("role", "is_active")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "role", "usable_password", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: "ModelForm[User]", change: bool) -> None:
        obj.email = obj.email.lower()
        obj.is_staff = obj.role == Role.ADMIN
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts are switched off, not deleted: history keeps naming them."""
        return False
