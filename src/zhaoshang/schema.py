"""The labels of the annotation scheme and the closed class of stage words.

Everything that must agree on what exists (reader, checks, components,
scorers) takes it from here; the rules behind it are in ``docs/annotation.md``.
"""

from __future__ import annotations

ENTITY_LABELS: tuple[str, ...] = ("COMPANY", "PARK", "AMOUNT", "INDUSTRY_CHAIN")
STAGE_LABELS: tuple[str, ...] = ("SIGN", "START", "PRODUCTION")
RELATION_LABELS: tuple[str, ...] = ("INVESTMENT", *STAGE_LABELS)
STATUSES: tuple[str, ...] = ("actual", "planned")

#: Key of the stage triggers in ``doc.spans``.
STAGES_KEY = "stages"

#: The words that can state a stage, in simplified script. A word stands for
#: itself with layout white space inside it, and for its traditional form.
STAGE_WORDS: dict[str, tuple[str, ...]] = {
    "SIGN": ("签约", "签订", "签署", "签下", "签定", "签"),
    "START": ("开工", "动工", "动土", "开建", "奠基", "破土", "启动建设"),
    "PRODUCTION": (
        "投产",
        "达产",
        "试生产",
        "试产",
        "试投产",
        "量产",
        "投入生产",
        "全面生产",
        "投运",
        "投用",
        "投入运营",
        "投入营运",
        "投入运行",
        "投入使用",
        "投入量产",
        "并网发电",
        "下线",
        "开业",
    ),
}

#: displaCy's colours of ORG, GPE, MONEY, NORP, LOC, DATE and PERSON.
LABEL_COLORS = {
    "COMPANY": "#7aecec",
    "PARK": "#feca74",
    "AMOUNT": "#e4e7d2",
    "INDUSTRY_CHAIN": "#c887fb",
    "SIGN": "#bfe1d9",
    "START": "#ff9561",
    "PRODUCTION": "#aa9cfc",
}
