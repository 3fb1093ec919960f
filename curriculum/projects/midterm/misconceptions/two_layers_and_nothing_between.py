# name = "two-layers-and-nothing-between"
# exercise = "build_mlp"
# believes = "two layers are more than one"
# symptom = "the network draws straight lines only"
# caught_by = "build_mlp"
# asks = ["What is the product of two matrices?", "What stands between your layers?"]
def build_mlp(rng):
    return Sequential(Flatten(), Linear(3 * 32 * 32, 32, rng=rng), Linear(32, 10, rng=rng))
