"""Characters, tokens and word boundaries of Chinese text."""
