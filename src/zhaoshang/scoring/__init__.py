"""Scores of entities, relations and facts."""
