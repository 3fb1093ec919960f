# name = "one-norm-in-a-block"
# exercise = "gpt_parameters"
# believes = "a block has one norm"
# symptom = "too few by 2 D for each block"
# caught_by = "gpt_parameters"
# asks = ["Who reads through a norm in a block, and how many norms are that?"]
def gpt_parameters(vocab_size, d_model, num_layers, context):
    return (vocab_size + context) * d_model + num_layers * (12 * d_model ** 2 + 11 * d_model) + 2 * d_model
