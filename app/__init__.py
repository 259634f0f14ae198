"""Chiêng: a digital archive of living heritage."""

__version__ = "0.1.0"
