"""All that an admin can say of files: importing this declares it."""

from core.files import exporting, importing

__all__ = ["exporting", "importing"]
