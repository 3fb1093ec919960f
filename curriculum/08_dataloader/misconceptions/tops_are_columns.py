# name = "tops-are-columns"
# exercise = "crop_images"
# believes = "the first coordinate counts columns"
# symptom = "right where top and left are equal, mirrored at the diagonal otherwise"
# caught_by = "crop_images"
# asks = ["Which of H and W comes first in the shape?", "What does top count?"]
def crop_images(images, tops, lefts, size):
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(2, 3))
    return windows[np.arange(len(images)), :, lefts, tops]
