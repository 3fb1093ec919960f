# name = "product-of-sums"
# exercise = "weighted_sum"
# believes = "multiplying the sums is the same as summing the products"
# symptom = "one input alone is right, several are far too large"
# caught_by = "weighted_sum"
# asks = ["For inputs 1, 2 and weights 10, 20: which products should be there, and which does (1 + 2) * (10 + 20) have besides?"]
def weighted_sum(inputs, weights):
    if len(inputs) != len(weights):
        raise ValueError(f"{len(inputs)} inputs, {len(weights)} weights")
    return sum(inputs) * sum(weights)
