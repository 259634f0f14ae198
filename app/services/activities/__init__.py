"""What harvesters of IIIF are told of changes: ``telling`` writes it down, ``stream`` reads it."""
