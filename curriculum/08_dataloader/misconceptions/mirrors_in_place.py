# name = "mirrors-in-place"
# exercise = "flip_images"
# believes = "the batch is ours to change"
# symptom = "the caller's images are mirrored, and in the next epoch back again"
# caught_by = "flip_images"
# asks = ["Who else holds this array?", "What does the dataset hold after your function?"]
def flip_images(images, chosen):
    images[chosen] = images[chosen][..., ::-1].copy()
    return images
