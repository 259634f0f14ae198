"""The world outside as the services' ports want it: the file system, Celery."""
