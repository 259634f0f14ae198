"""The sample collection of a demonstration: records, media files, curated collections. Its media were made for it."""

from pathlib import Path

PATH = Path(__file__).parent
RECORDS = PATH / "records.csv"
MEDIA = PATH / "media.csv"
MEDIA_FILES = PATH / "media"
COLLECTIONS = PATH / "collections.csv"
SUPPORT_POINTS = PATH / "support_points.csv"
