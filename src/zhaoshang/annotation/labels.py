"""What each tool must be told of the labels before it shows them."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.sax.saxutils import quoteattr

from ..schema import ENTITY_LABELS, LABEL_COLORS, STAGE_LABELS
from .graph import LINK_LABELS, MARK_LABELS, PLANNED
from .label_studio import LABELS_NAME, TEXT_NAME

_TAILS = {"INVESTMENT": "AMOUNT", "STAGE": "|".join(STAGE_LABELS), "ALIAS": "COMPANY"}


def tool_labels(format: str) -> str:
    """The labels as the tool of a format takes them: its configuration file, or its options."""
    return _MAKERS[format]()


def _prodigy() -> str:
    return f"--label {','.join(LINK_LABELS)} --span-label {','.join(MARK_LABELS)}\n"


def _doccano() -> str:
    """The span types and, on a line of their own, the relation types; each a file for doccano's import of labels."""
    spans = [{"text": x, "backgroundColor": _color(x), "textColor": "#000000"} for x in MARK_LABELS]
    relations = [{"text": x, "backgroundColor": "#dddddd", "textColor": "#000000"} for x in LINK_LABELS]
    return "".join(json.dumps(part, ensure_ascii=False) + "\n" for part in (spans, relations))


def _label_studio() -> str:
    labels = "".join(
        f"    <Label value={quoteattr(x)} background={quoteattr(_color(x))}/>\n" for x in MARK_LABELS
    )
    relations = "".join(f"    <Relation value={quoteattr(x)}/>\n" for x in LINK_LABELS)
    return (
        f'<View>\n  <Labels name="{LABELS_NAME}" toName="{TEXT_NAME}">\n{labels}  </Labels>\n'
        f'  <Relations>\n{relations}  </Relations>\n  <Text name="{TEXT_NAME}" value="$text" granularity="symbol"/>\n</View>\n'
    )


def _brat() -> str:
    """The file ``annotation.conf``."""
    entities = "\n".join((*ENTITY_LABELS, *STAGE_LABELS))
    relations = "\n".join(f"{x}\tArg1:COMPANY, Arg2:{_TAILS[x]}" for x in LINK_LABELS)
    return (
        f"[entities]\n{entities}\n\n[relations]\n{relations}\n\n[events]\n\n"
        f"[attributes]\nPlanned\tArg:{_TAILS['STAGE']}\n"
    )


def _color(label: str) -> str:
    return LABEL_COLORS[label.rstrip(PLANNED)]


_MAKERS: dict[str, Callable[[], str]] = {
    "prodigy": _prodigy,
    "doccano": _doccano,
    "labelstudio": _label_studio,
    "brat": _brat,
}
