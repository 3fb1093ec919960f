# name = "linear-in-disguise"
# exercise = "build_cnn"
# believes = "a network with a Conv2d in it is a network of convolutions"
# symptom = "the kernel is as large as the picture: a linear layer with another name"
# caught_by = "build_cnn"
# asks = ["In how many places does your kernel fit?", "What does your network say of the same thing somewhere else?"]
def build_cnn(rng):
    return Sequential(Conv2d(3, 16, 32, rng=rng), ReLU(), Flatten(), Linear(16, 10, rng=rng))
