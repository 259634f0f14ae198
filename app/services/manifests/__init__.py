"""What IIIF manifests tell of records and collections, gathered and kept."""
