"""How the media files of the sample collection are made. Only ``app.sample.make`` needs it; the archive never does."""
