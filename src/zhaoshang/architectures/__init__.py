"""The Thinc models behind the components."""
