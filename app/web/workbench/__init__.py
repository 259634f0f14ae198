"""Where officers work: signing in, the desk, describing a record, taking files in, publishing."""

from app.web.workbench import erasing
from app.web.workbench.routes import blueprint

__all__ = ["blueprint", "erasing"]
