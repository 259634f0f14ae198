"""Files of records: taking them in, describing and reading them, and what is made of each."""
