# name = "a-deviation-for-each-picture"
# exercise = "channel_statistics"
# believes = "the deviation of a channel is the mean of the pictures' deviations"
# symptom = "the deviation is too small where pictures differ in brightness"
# caught_by = "channel_statistics"
# asks = ["If every picture had one colour, each another, what would your deviation be?"]
def channel_statistics(images):
    mean, std = images.mean(axis=(0, 2, 3)) / 255, images.std(axis=(2, 3)).mean(axis=0) / 255
    return mean.astype(np.float32), std.astype(np.float32)
