# name = "does-not-step-back"
# exercise = "slopes"
# believes = "the next slope may be measured from where the last one ended"
# symptom = "the first slope is right, and the numbers have moved"
# caught_by = "slopes"
# asks = ["Where do the numbers stand when the second slope is measured?", "Whose array do you change?"]
def slopes(function, numbers, step=1e-4):
    measured = np.zeros(len(numbers))
    for i in range(len(numbers)):
        numbers[i] += step
        right = function(numbers)
        numbers[i] -= step
        left = function(numbers)
        measured[i] = (right - left) / step
    numbers += step
    return measured
