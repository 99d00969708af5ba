"""``stage_triggers``: the words that can state a stage, into ``doc.spans["stages"]``.

A closed class of words, found in simplified and traditional script and across
the layout's white space. The component only proposes; whether a word states a
stage of a company's project, and whether it is still planned, is the relation
extractor's decision.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span

from ..extensions import register
from ..language.characters import normalize
from ..schema import STAGE_WORDS, STAGES_KEY

register()

#: What makes the word before it a count or a document's title, never a stage.
_NOT_BEFORE = r"(?!\s*(?:额|率|数量|金额|总额|约率))"
#: 签 alone is a trigger unless it belongs to another word (标签, 签字, 签收).
_LONE_SIGN = r"(?<![标书抽牙便浮竹题])签(?!\s*[约订署下定到收发名证章字派售])"


class StageTriggers(Pipe):
    """Finds stage triggers by a fixed list of words."""

    def __init__(self, name: str, words: dict[str, list[str]]) -> None:
        """``words`` lists the words of each stage label in simplified script."""
        self.name = name
        self._label_of = {word: label for label, entries in words.items() for word in entries}
        entries = sorted((w for w in self._label_of if w != "签"), key=len, reverse=True)
        spaced = (r"\s*".join(map(re.escape, word)) + _NOT_BEFORE for word in entries)
        lone = [_LONE_SIGN] if "签" in self._label_of else []
        self._pattern = re.compile("|".join([*spaced, *lone]))

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.spans["stages"]``; triggers inside an entity are left out."""
        spans = []
        for match in self._pattern.finditer(normalize(doc.text)):
            inside = doc[match.start() : match.end()]
            if any(token.ent_type for token in inside):
                continue
            label = self._label_of["".join(match[0].split())]
            spans.append(Span(doc, match.start(), match.end(), label))
        doc.spans[STAGES_KEY] = spans
        return doc


@Language.factory(
    "stage_triggers",
    assigns=["doc.spans"],
    default_config={"words": {label: list(words) for label, words in STAGE_WORDS.items()}},
)
def create_stage_triggers(nlp: Language, name: str, words: dict[str, list[str]]) -> StageTriggers:
    """The factory; ``words`` maps SIGN, START and PRODUCTION to their words."""
    return StageTriggers(name, words)
