# name = "multiplies-backwards"
# exercise = "collapse"
# believes = "the last layer stands on the left, as in f(g(x))"
# symptom = "the product fails, or is that of the layers in the wrong order"
# caught_by = "collapse"
# asks = ["x stands on the left of the weight here. Which weight does it meet first?"]
def collapse(layers):
    weight, bias = layers[0]
    for next_weight, next_bias in layers[1:]:
        weight = next_weight @ weight
        bias = next_weight @ bias + next_bias
    return weight, bias
