# name = "drawn-elsewhere"
# exercise = "build_mlp"
# believes = "a layer finds its own random numbers"
# symptom = "no two runs are alike, whatever the seed"
# caught_by = "build_mlp"
# asks = ["Which numbers do your layers begin with, and who draws them?"]
def build_mlp(rng):
    return Sequential(Flatten(), Linear(3 * 32 * 32, 32), ReLU(), Linear(32, 10))
