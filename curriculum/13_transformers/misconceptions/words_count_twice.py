# name = "words-count-twice"
# exercise = "gpt_parameters"
# believes = "the output has a weight of its own"
# symptom = "too many by V times D"
# caught_by = "gpt_parameters"
# asks = ["How many tables has a model with tied ends?"]
def gpt_parameters(vocab_size, d_model, num_layers, context):
    return (2 * vocab_size + context) * d_model + num_layers * (12 * d_model ** 2 + 13 * d_model) + 2 * d_model
