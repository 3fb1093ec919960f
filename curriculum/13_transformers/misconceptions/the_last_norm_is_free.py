# name = "the-last-norm-is-free"
# exercise = "gpt_parameters"
# believes = "norms are in the blocks"
# symptom = "too few by 2 D"
# caught_by = "gpt_parameters"
# asks = ["Which parameters does a model without blocks have?"]
def gpt_parameters(vocab_size, d_model, num_layers, context):
    return (vocab_size + context) * d_model + num_layers * (12 * d_model ** 2 + 13 * d_model)
