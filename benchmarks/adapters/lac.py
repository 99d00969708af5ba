"""LAC 2.1.2 (Baidu), its label ORG, on a paddlepaddle that came five years later."""

from __future__ import annotations

import sys

from .serving import Find, Span, by_sentence, companies, serve


def load() -> Find:
    """LAC on sentences; its own names of parts of paddlepaddle lead to where they are now."""
    import paddle.base
    from paddle.base import core

    class Config(core.AnalysisConfig):
        """One thread, and not oneDNN, with which whole batches come out wrong."""

        def __init__(self, model: str) -> None:
            super().__init__(model)
            self.disable_onednn()
            self.set_cpu_math_library_num_threads(1)

    core.AnalysisConfig = Config
    sys.modules["paddle.fluid"] = paddle.base
    sys.modules["paddle.fluid.core"] = core
    from LAC import LAC

    lac = LAC(mode="lac")

    def find(texts: list[str]) -> list[list[Span]]:
        found = lac.run(list(texts))
        return [
            companies(text, zip(*pair, strict=True), "ORG") for text, pair in zip(texts, found, strict=True)
        ]

    return by_sentence(find)


if __name__ == "__main__":
    serve(load)
