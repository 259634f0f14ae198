"""The sample collection: records, media files and curated collections of a demonstration. All of its media were made for it."""

from pathlib import Path

PATH = Path(__file__).parent
RECORDS = PATH / "records.csv"
MEDIA = PATH / "media.csv"
MEDIA_FILES = PATH / "media"
COLLECTIONS = PATH / "collections.csv"
