# name = "forgets-the-biases-of-a-block"
# exercise = "gpt_parameters"
# believes = "a linear layer has n times m numbers"
# symptom = "too few by 9 D for each block"
# caught_by = "gpt_parameters"
# asks = ["How many numbers has Linear(2, 3)?"]
def gpt_parameters(vocab_size, d_model, num_layers, context):
    return (vocab_size + context) * d_model + num_layers * (12 * d_model ** 2 + 4 * d_model) + 2 * d_model
