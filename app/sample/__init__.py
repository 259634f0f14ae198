"""The sample collection: records and media files that ``chieng demo`` imports. All of its media were made for it."""

from pathlib import Path

PATH = Path(__file__).parent
RECORDS = PATH / "records.csv"
MEDIA = PATH / "media.csv"
MEDIA_FILES = PATH / "media"
