"""The pretrained encoder: its weights, pieces, tokenizer, windows and models.

Torch is imported by ``torch_model`` alone and ONNX by ``onnx_export`` alone;
nothing of them is needed to tokenise or to read a checkpoint.
"""
