# name = "words-cost-nothing"
# exercise = "gpt_flops"
# believes = "the words are a look-up"
# symptom = "the scores at the end are missing: with a large vocabulary, most of a small model's work"
# caught_by = "gpt_flops"
# asks = ["Which product gives V scores?"]
def gpt_flops(vocab_size, d_model, num_layers, length):
    return length * num_layers * (24 * d_model ** 2 + 4 * length * d_model)
