# name = "moves-the-original"
# exercise = "one_moved"
# believes = "the point may be changed, it is only a little"
# symptom = "the moved point is right, and the caller's array has moved, too"
# caught_by = "one_moved"
# asks = ["Whose array do you write into?", "From where does the next look start?"]
def one_moved(point, place, by):
    point[place] += by
    return point
