# name = "scores-without-a-mixture"
# exercise = "gpt_flops"
# believes = "attention is one product"
# symptom = "half of what attention takes"
# caught_by = "gpt_flops"
# asks = ["What happens to the weights once they are there?"]
def gpt_flops(vocab_size, d_model, num_layers, length):
    return length * (num_layers * (24 * d_model ** 2 + 2 * length * d_model) + 2 * vocab_size * d_model)
