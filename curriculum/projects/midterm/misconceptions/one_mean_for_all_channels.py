# name = "one-mean-for-all-channels"
# exercise = "channel_statistics"
# believes = "a picture has one mean"
# symptom = "the numbers of all channels come out alike"
# caught_by = "channel_statistics"
# asks = ["How many channels are there, and how many numbers did you get for each?", "Which axes does the mean run over?"]
def channel_statistics(images):
    mean, std = images.mean() / 255, images.std() / 255
    return np.full(images.shape[1], mean, np.float32), np.full(images.shape[1], std, np.float32)
