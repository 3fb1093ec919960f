# name = "flattened-at-the-end"
# exercise = "build_cnn"
# believes = "after the convolutions everything is put in a row"
# symptom = "the last layer has weights for each place, and knows a thing only where it has seen it"
# caught_by = "build_cnn"
# asks = ["What does your last layer know of places?", "Which layer of module 09 forgets where?"]
def build_cnn(rng):
    return Sequential(
        Conv2d(3, 8, 5, stride=2, padding=2, rng=rng), BatchNorm2d(8), ReLU(), MaxPool2d(2),
        Conv2d(8, 16, 3, padding=1, rng=rng), BatchNorm2d(16), ReLU(), MaxPool2d(2),
        Flatten(), Linear(16 * 4 * 4, 10, rng=rng))
