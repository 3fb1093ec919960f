# name = "upside-down"
# exercise = "flip_images"
# believes = "the third axis runs from left to right"
# symptom = "images stand on their heads"
# caught_by = "flip_images"
# asks = ["In (N, C, H, W), which axis counts columns?", "What does a mirror exchange?"]
def flip_images(images, chosen):
    return np.where(chosen[:, None, None, None], images[:, :, ::-1], images)
