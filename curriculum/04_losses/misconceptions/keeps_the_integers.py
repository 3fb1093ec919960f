# name = "keeps-the-integers"
# exercise = "slopes"
# believes = "a copy of the numbers can be moved"
# symptom = "for integers the step is cut to 0 and every slope with it"
# caught_by = "slopes"
# asks = ["What is the dtype of your copy?", "What becomes of 1 + 0.0001 in an int64 array?"]
def slopes(function, numbers, step=1e-4):
    measured = np.zeros(len(numbers))
    for i in range(len(numbers)):
        right, left = numbers.copy(), numbers.copy()
        right[i], left[i] = right[i] + step, left[i] - step
        measured[i] = (function(right) - function(left)) / (2 * step)
    return measured
