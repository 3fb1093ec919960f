# name = "the-baseline-again"
# exercise = "train_cnn"
# believes = "a network is a network"
# symptom = "as good as the baseline, because it is the baseline"
# caught_by = "train_cnn"
# asks = ["Which of your two networks does this function build?"]
def train_cnn(images, labels, rng, epochs=10, transforms=()):
    return learned(build_mlp(rng), images, labels, rng, epochs=epochs, transforms=transforms)
