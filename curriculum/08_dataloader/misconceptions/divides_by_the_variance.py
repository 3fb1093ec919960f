# name = "divides-by-the-variance"
# exercise = "normalize_channels"
# believes = "std is squared in the formula"
# symptom = "channels with a deviation other than 1 are scaled twice"
# caught_by = "normalize_channels"
# asks = ["What should the deviation of the result be?"]
def normalize_channels(images, mean, std):
    mean, std = (np.asarray(numbers, dtype=np.float32).reshape(-1, 1, 1) for numbers in (mean, std))
    return (images - mean) / std ** 2
