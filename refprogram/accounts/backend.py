"""How does Django learn what a role may do? It asks this backend, which reads the roles page and no tables."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from refprogram.accounts.roles import permissions_of


class RoleBackend(ModelBackend):
    """Answer `has_perm`, `permission_required` and ``{{ perms }}`` from `roles.GRANTS`."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        return permissions_of(user_obj.role)
