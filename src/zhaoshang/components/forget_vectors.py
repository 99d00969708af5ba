"""``forget_vectors``: frees the characters' vectors when the models have read them."""

from spacy.language import Language
from spacy.tokens import Doc

from ..extensions import register

register()


@Language.component("forget_vectors", requires=["doc._.char_vectors"])
def forget_vectors(doc: Doc) -> Doc:
    """Set ``doc._.char_vectors`` and ``doc._.tag_scores`` to None: they take 1.6 kB a character, in saved Docs too."""
    doc._.char_vectors = None
    doc._.tag_scores = None
    return doc
