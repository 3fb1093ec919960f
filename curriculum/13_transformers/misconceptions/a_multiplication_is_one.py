# name = "a-multiplication-is-one"
# exercise = "gpt_flops"
# believes = "additions are free"
# symptom = "half of the FLOPs"
# caught_by = "gpt_flops"
# asks = ["How many FLOPs is a multiplication with the addition that goes with it?"]
def gpt_flops(vocab_size, d_model, num_layers, length):
    return length * (num_layers * (12 * d_model ** 2 + 2 * length * d_model) + vocab_size * d_model)
