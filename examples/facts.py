"""What a program can do with a zhaoshang pipeline: ``python examples/facts.py [MODEL]``.

Each function shows one thing and works alone. MODEL is a package's name or a folder; the default
pipeline if there is none. Writes ``records.jsonl``, ``entities.html`` and ``relations.svg`` into the
folder in which it is run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc

import zhaoshang
from zhaoshang.reading import undo_layout

#: Texts with what else is known of each. The second is set in the lines of a newspaper column.
ARTICLES: list[tuple[str, dict[str, str]]] = [
    (
        "12月4日，伟创机电与江津工业园签约，总投资6.2亿元的智能装备项目预计明年6月投产。",
        {"id": "jiangjin", "date": "2023-12-05"},
    ),
    (
        "　　本报讯　总投资8亿元的海蓝精密新\n"
        "能源电池项目昨日在常熟高新区开工，项\n"
        "目由海蓝精密投资建设，建成后主攻新能\n"
        "源汽车产业链。常熟高新区负责人介绍，\n"
        "近年来当地把新能源作为主攻方向，引进\n"
        "了一批上下游企业，产业链渐成规模。\n",
        {"id": "changshu", "date": "2024-03-18"},
    ),
]


def extract_all(nlp: Language, articles: Iterable[tuple[str, dict[str, str]]]) -> Iterator[zhaoshang.Record]:
    """The records of many texts, worked on in two processes, each with the id of its context."""
    # Newspaper lines are joined before the pipeline reads them; the layout leads back to the text as it was.
    layouts = [(undo_layout(text), context) for text, context in articles]
    inputs = ((layout.text, (layout, context)) for layout, context in layouts)
    for doc, (layout, context) in nlp.pipe(inputs, as_tuples=True, n_process=2, batch_size=32):
        yield zhaoshang.to_record(doc, id=context["id"], layout=layout)


def show_doc(doc: Doc) -> None:
    """What the pipeline leaves on a Doc. Tokens are characters, so token offsets are character offsets."""
    for ent in doc.ents:
        value = ent._.amount.value if ent._.amount else ""  # a Decimal, in the currency's unit
        print(ent.label_, ent.text, value)
    for trigger in doc.spans["stages"]:
        print(trigger.label_, trigger.text, trigger._.status)
    for head_start, head_end, label, tail_start, tail_end, score in doc._.relations:
        print(doc[head_start:head_end], label, doc[tail_start:tail_end], round(score, 2))


def show_facts(doc: Doc) -> None:
    """The facts: each company and sum, and each company and stage, once."""
    for fact in doc._.facts:
        detail = fact.amount.value if fact.amount else fact.status
        start, end = fact.evidence[0]
        print(fact.company, fact.label, fact.text, detail, round(fact.score, 2), doc.text[start:end])


def count_by_threshold(nlp: Language, text: str) -> dict[str, int]:
    """How many facts a text gives when sure ones alone are wanted, and when none should be missed."""
    extractor = nlp.get_pipe("relation_extractor")
    threshold, counts = extractor.threshold, {}
    for prefer in ("precision", "balance", "recall"):
        extractor.prefer = prefer
        counts[prefer] = len(nlp(text)._.facts)
    extractor.prefer = "balance"
    extractor.threshold = 0.9  # or any number of one's own
    counts["0.9"] = len(nlp(text)._.facts)
    extractor.threshold = threshold
    return counts


def use_threads(nlp: Language, threads: int) -> None:
    """Let the encoder of one process use several threads; ``zh_zhaoshang_sm`` has none."""
    if nlp.has_pipe("char_encoder"):
        nlp.get_pipe("char_encoder").threads = threads


def draw_entities(doc: Doc) -> str:
    """The text with entities and stage words in colour, as an HTML page."""
    marks = [*doc.ents, *doc.spans["stages"]]
    ents = [{"start": m.start_char, "end": m.end_char, "label": m.label_} for m in sorted(marks)]
    colors = {"COMPANY": "#7aecec", "PARK": "#feca74", "AMOUNT": "#e4e7d2", "INDUSTRY_CHAIN": "#c887fb"}
    drawn = {"text": doc.text, "ents": ents}
    return displacy.render(
        drawn, style="ent", manual=True, page=True, jupyter=False, options={"colors": colors}
    )


def draw_relations(doc: Doc) -> str:
    """The relations as arcs over the spans that they connect, as SVG."""
    heads = {(start, end): "COMPANY" for start, end, *_ in doc._.relations}
    tails = {
        (start, end): "AMOUNT" if label == "INVESTMENT" else label
        for *_, label, start, end, _ in doc._.relations
    }
    spans = sorted({**heads, **tails}.items())
    place = {span: number for number, (span, _) in enumerate(spans)}
    arcs: list[dict[str, Any]] = []
    for head_start, head_end, label, tail_start, tail_end, _ in doc._.relations:
        head, tail = place[head_start, head_end], place[tail_start, tail_end]
        direction = "right" if head < tail else "left"
        arcs.append({"start": min(head, tail), "end": max(head, tail), "label": label, "dir": direction})
    words = [{"text": doc[start:end].text, "tag": label} for (start, end), label in spans]
    return displacy.render({"words": words, "arcs": arcs}, style="dep", manual=True, jupyter=False)


def main(model: str = zhaoshang.DEFAULT_MODEL) -> None:
    """Run all of it."""
    nlp = zhaoshang.load(model)
    with Path("records.jsonl").open("w", encoding="utf-8") as file:
        for record in extract_all(nlp, ARTICLES):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    use_threads(nlp, 2)
    doc = nlp(ARTICLES[0][0])
    show_doc(doc)
    show_facts(doc)
    print(count_by_threshold(nlp, doc.text))
    Path("entities.html").write_text(draw_entities(doc), encoding="utf-8")
    Path("relations.svg").write_text(draw_relations(doc), encoding="utf-8")


# Without this line the processes of nlp.pipe would each begin the script anew where they are not forked.
if __name__ == "__main__":
    try:
        main(*sys.argv[1:2])
    except zhaoshang.ModelError as error:
        sys.exit(f"error: {error}")
