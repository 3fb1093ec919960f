# name = "one-place-for-all"
# exercise = "crop_images"
# believes = "a batch is cropped at one place"
# symptom = "the first image is right, the others have its corner"
# caught_by = "crop_images"
# asks = ["How many corners does your function use?", "What would a model see if all images moved together?"]
def crop_images(images, tops, lefts, size):
    top, left = int(tops[0]), int(lefts[0])
    return images[:, :, top:top + size, left:left + size].copy()
