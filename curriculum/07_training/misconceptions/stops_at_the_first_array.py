# name = "stops-at-the-first-array"
# exercise = "where_not_finite"
# believes = "one is enough"
# symptom = "the second array's NaN is found after the first has been mended"
# caught_by = "where_not_finite"
# asks = ["How often do you want to start the program again?"]
def where_not_finite(arrays):
    for name, array in arrays.items():
        places = np.argwhere(~np.isfinite(array))
        if len(places) > 0:
            place = tuple(places[0].tolist())
            return [f"{name} is {array[place]} at {list(place)}"]
    return []
