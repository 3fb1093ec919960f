# name = "copy-of-integers"
# exercise = "one_moved"
# believes = "a copy of an array can hold any number"
# symptom = "integers do not move, or the addition is refused"
# caught_by = "one_moved"
# asks = ["Which dtype does the copy of an integer array have?", "Where does a half go in an array of integers?"]
def one_moved(point, place, by):
    moved = point.copy()
    moved[place] = moved[place] + by
    return moved
