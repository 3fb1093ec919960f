# name = "means-along-the-columns"
# exercise = "normalize_channels"
# believes = "broadcasting finds the channels by itself"
# symptom = "right shape, wrong numbers when the width equals the number of channels, an error otherwise"
# caught_by = "normalize_channels"
# asks = ["Which axis do C numbers line up with, counted from the right?", "Which shape puts them beside the channels?"]
def normalize_channels(images, mean, std):
    return (images - np.asarray(mean, dtype=np.float32)) / np.asarray(std, dtype=np.float32)
