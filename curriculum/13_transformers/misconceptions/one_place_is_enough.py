# name = "one-place-is-enough"
# exercise = "gpt_flops"
# believes = "a forward pass is one pass"
# symptom = "the FLOPs of a single place"
# caught_by = "gpt_flops"
# asks = ["How many places does the sequence have?"]
def gpt_flops(vocab_size, d_model, num_layers, length):
    return num_layers * (24 * d_model ** 2 + 4 * length * d_model) + 2 * vocab_size * d_model
