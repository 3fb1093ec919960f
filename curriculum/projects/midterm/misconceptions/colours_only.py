# name = "colours-only"
# exercise = "build_cnn"
# believes = "a kernel of one pixel is a convolution"
# symptom = "the network sees colours and no shapes"
# caught_by = "build_cnn"
# asks = ["How many neighbours does a kernel of 1 x 1 see?"]
def build_cnn(rng):
    return Sequential(Conv2d(3, 24, 1, rng=rng), ReLU(), Conv2d(24, 24, 1, rng=rng), ReLU(),
                      GlobalAvgPool2d(), Linear(24, 10, rng=rng))
