"""Where officers work: signing in, the desk, describing a record, taking files in, publishing."""

from app.web.workbench import entrance, erasing, files, routes, units
from app.web.workbench.blueprint import blueprint

__all__ = ["blueprint", "entrance", "erasing", "files", "routes", "units"]
