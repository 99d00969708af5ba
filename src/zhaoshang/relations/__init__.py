"""What the relation extractor looks at: cue words, places, and the features made of them."""
