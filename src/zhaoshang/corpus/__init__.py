"""Marked articles: reading, checking and turning them into training data."""
