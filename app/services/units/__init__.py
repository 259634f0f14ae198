"""Units: the tree of organisations and administrative units that keep records, as it is and as it was."""

from app.services.units.changing import Units
from app.services.units.finding import ROOT, ensure, find, known, references, root
from app.services.units.sheet import load

__all__ = ["ROOT", "Units", "ensure", "find", "known", "load", "references", "root"]
