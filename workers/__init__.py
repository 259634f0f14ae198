"""The workers: a Celery application and one task that runs jobs of the job table."""
