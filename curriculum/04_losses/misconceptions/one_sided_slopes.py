# name = "one-sided-slopes"
# exercise = "slopes"
# believes = "a step to one side is enough, and saves half the calls"
# symptom = "slightly off where the loss bends, and by one side at a corner"
# caught_by = "slopes"
# asks = ["For p0 squared at 1 and a step of 0.5: what do you get?", "What does the second call buy?"]
def slopes(function, numbers, step=1e-4):
    here, measured = function(numbers), np.zeros(len(numbers))
    for i in range(len(numbers)):
        move = np.zeros(len(numbers))
        move[i] = step
        measured[i] = (function(numbers + move) - here) / step
    return measured
