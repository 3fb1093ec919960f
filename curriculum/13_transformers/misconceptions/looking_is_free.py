# name = "looking-is-free"
# exercise = "gpt_flops"
# believes = "FLOPs are twice the weights"
# symptom = "right for short texts only"
# caught_by = "gpt_flops"
# asks = ["Which products have no weights in them?"]
def gpt_flops(vocab_size, d_model, num_layers, length):
    return length * (num_layers * 24 * d_model ** 2 + 2 * vocab_size * d_model)
