"""What the archive knows about description: terms, profiles, vocabularies, dates. Standard library only."""
