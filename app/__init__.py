"""Chiêng: a digital archive of living heritage."""
