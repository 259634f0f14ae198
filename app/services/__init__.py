"""What the archive can do, as verbs. Services know ports and tables, and neither Flask nor Celery."""
