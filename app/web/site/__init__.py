"""The public pages: home, search, record. Their words are in ``translations/LANG/site.po``."""

from app.web.site.routes import blueprint

__all__ = ["blueprint"]
