# name = "mirrored-diagonals"
# exercise = "train_cnn"
# believes = "a mirror never hurts"
# symptom = "half of the diagonals have the label of the other one, and both are guessed"
# caught_by = "train_cnn"
# asks = ["What does a mirror make of a line from the upper left to the lower right?", "Is that picture still of the kind that its label says?"]
def train_cnn(images, labels, rng, epochs=10, transforms=()):
    twice = np.concatenate([images, images[..., ::-1], images[:, :, ::-1], images[..., ::-1].swapaxes(2, 3)])
    return learned(build_cnn(rng), twice, np.tile(labels, 4), rng, epochs=2, lr=0.02, batch_size=16,
                   transforms=transforms)
