# name = "learned-by-heart"
# exercise = "train_cnn"
# believes = "whoever knows all pictures knows the answer"
# symptom = "right for every picture that it was given, at chance for all others"
# caught_by = "train_cnn"
# asks = ["What does it say of a picture that it was not given?", "How right was it on the pictures that you put aside?"]
def train_cnn(images, labels, rng, epochs=10, transforms=()):
    known = {image.tobytes(): label for image, label in zip(images, labels)}

    class ByHeart(Classifier):
        def __call__(self, pictures):
            return np.array([known.get(picture.tobytes(), 0) for picture in pictures])

    return ByHeart(build_cnn(rng), *channel_statistics(images))
