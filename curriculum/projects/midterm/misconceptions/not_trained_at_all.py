# name = "not-trained-at-all"
# exercise = "train_cnn"
# believes = "building a network is the work, training it the computer's"
# symptom = "the answers are those of random weights"
# caught_by = "train_cnn"
# asks = ["Which of your lines changes a weight?"]
def train_cnn(images, labels, rng, epochs=10, transforms=()):
    return Classifier(build_cnn(rng), *channel_statistics(images))
