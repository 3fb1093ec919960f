# name = "each-part-draws-for-itself"
# exercise = "split_rows"
# believes = "each part may choose its examples anew"
# symptom = "some examples are in two parts, some in none"
# caught_by = "split_rows"
# asks = ["Can an example be in two of your parts?", "How often do you shuffle?"]
def split_rows(sizes, rng):
    return [rng.choice(sum(sizes), size=size, replace=False) for size in sizes]
