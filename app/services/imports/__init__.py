"""Imports of spreadsheets and their undoing. How cells and descriptions correspond is in ``app.services.tabular``."""

from app.services.imports.report import Left, Note, Report, RowProblem, UndoReport
from app.services.imports.service import Imports

__all__ = ["Imports", "Left", "Note", "Report", "RowProblem", "UndoReport"]
