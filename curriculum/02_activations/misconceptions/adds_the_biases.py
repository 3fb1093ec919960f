# name = "adds-the-biases"
# exercise = "collapse"
# believes = "biases add up, whatever stands between them"
# symptom = "the weight is right, the bias is not"
# caught_by = "collapse"
# asks = ["Follow the first bias by itself: which matrix does it meet next?", "Which shapes do the two biases have?"]
def collapse(layers):
    weight, bias = layers[0]
    for next_weight, next_bias in layers[1:]:
        weight = weight @ next_weight
        bias = bias.sum() + next_bias
    return weight, bias
