"""The public pages: home, search, record, units, peoples, communities. Their words are in ``translations/LANG``."""

from app.web.site import named, page_text, transcripts, who
from app.web.site.routes import blueprint

__all__ = ["blueprint", "named", "page_text", "transcripts", "who"]
