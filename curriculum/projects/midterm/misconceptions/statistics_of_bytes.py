# name = "statistics-of-bytes"
# exercise = "channel_statistics"
# believes = "the statistics are those of the file"
# symptom = "means near 128, while the numbers that they are taken from lie between 0 and 1"
# caught_by = "channel_statistics"
# asks = ["From what are mean and deviation subtracted and divided in prepare, bytes or numbers from 0 to 1?"]
def channel_statistics(images):
    mean, std = images.mean(axis=(0, 2, 3)), images.std(axis=(0, 2, 3))
    return mean.astype(np.float32), std.astype(np.float32)
