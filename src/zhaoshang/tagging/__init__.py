"""Entities as one tag a character: the tags, the best path through scores of them, the loss of a chain."""
