# name = "bias-meets-the-product"
# exercise = "collapse"
# believes = "the bias passes through everything computed so far"
# symptom = "shapes do not fit, or the bias is wrong, because the weight was replaced before the bias used it"
# caught_by = "collapse"
# asks = ["Which matrix does a bias of layer 1 meet first: that of layer 1 or that of layer 2?", "What is in `weight` when your line for the bias runs?"]
def collapse(layers):
    weight, bias = layers[0]
    for next_weight, next_bias in layers[1:]:
        weight = weight @ next_weight
        bias = bias @ weight + next_bias
    return weight, bias
