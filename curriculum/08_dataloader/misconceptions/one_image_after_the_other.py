# name = "one-image-after-the-other"
# exercise = "crop_images"
# believes = "a corner of its own needs a turn of a loop of its own"
# symptom = "right, and many times slower for large batches"
# caught_by = "crop_images"
# asks = ["How often do you ask `images` for something?", "Which three axes of the windows are indexed by arrays of length N?"]
def crop_images(images, tops, lefts, size):
    return np.stack([image[:, top:top + size, left:left + size] for image, top, left in zip(images, tops, lefts)])
