"""Records as rows of a spreadsheet: the one mapping that imports and exports share. No database here."""
