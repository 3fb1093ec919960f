# name = "moves-everything"
# exercise = "slopes"
# believes = "the step is added to all numbers"
# symptom = "every entry shows the slope along the diagonal"
# caught_by = "slopes"
# asks = ["Which numbers move when you measure the slope along the first?", "What would all slopes have in common in your version?"]
def slopes(function, numbers, step=1e-4):
    rise = function(numbers + step) - function(numbers - step)
    return np.full(len(numbers), rise / (2 * step))
