# name = "whole-grid-at-once"
# exercise = "landscape"
# believes = "a loss can be called on arrays as well"
# symptom = "the loss mixes the grid with its data"
# caught_by = "landscape"
# asks = ["With what does (13, 1) broadcast inside the loss, where 30 examples wait?", "How many numbers should one call get?"]
def landscape(loss, first, second):
    a, b = np.meshgrid(first, second, indexing="ij")
    return loss(a, b)
