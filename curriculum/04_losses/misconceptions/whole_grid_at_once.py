# name = "whole-grid-at-once"
# exercise = "landscape"
# believes = "a loss can be called on arrays as well"
# symptom = "the loss mixes the grid with its data"
# caught_by = "landscape"
# asks = ["How often is the loss called for 2 and 3 numbers in your code, and how often should it be?", "What would a loss with 30 examples in it make of a grid of shape (2, 3)?"]
def landscape(loss, first, second):
    a, b = np.meshgrid(first, second, indexing="ij")
    return loss(a, b)
