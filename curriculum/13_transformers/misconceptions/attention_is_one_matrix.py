# name = "attention-is-one-matrix"
# exercise = "gpt_parameters"
# believes = "a block has one matrix for attention and two for feed-forward"
# symptom = "too few by 3 D squared for each block"
# caught_by = "gpt_parameters"
# asks = ["How many matrices make queries, keys, values and the output?"]
def gpt_parameters(vocab_size, d_model, num_layers, context):
    return (vocab_size + context) * d_model + num_layers * (9 * d_model ** 2 + 10 * d_model) + 2 * d_model
