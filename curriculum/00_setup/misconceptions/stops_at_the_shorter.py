# name = "zip-stops-at-the-shorter"
# exercise = "weighted_sum"
# believes = "zip complains when its lists differ in length"
# symptom = "sums of equal lengths are right; unequal lengths give a number instead of an error"
# caught_by = "weighted_sum"
# asks = ["What does `list(zip([1, 2, 3], [10, 20]))` give?", "Who would notice that the third input was ignored?"]
def weighted_sum(inputs, weights):
    return sum(x * w for x, w in zip(inputs, weights))
