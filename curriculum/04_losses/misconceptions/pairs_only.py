# name = "pairs-only"
# exercise = "landscape"
# believes = "a landscape has one height for each pair of places"
# symptom = "an error or a line where a grid is wanted"
# caught_by = "landscape"
# asks = ["How many crossings has a grid of 2 by 3?", "What does zip do with the third?"]
def landscape(loss, first, second):
    return np.array([loss(a, b) for a, b in zip(first, second)])
