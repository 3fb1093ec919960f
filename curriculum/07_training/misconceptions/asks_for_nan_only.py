# name = "asks-for-nan-only"
# exercise = "where_not_finite"
# believes = "what is not finite is NaN"
# symptom = "infinities are found one step later, as NaN"
# caught_by = "where_not_finite"
# asks = ["What is inf minus inf, and what came before it?"]
def where_not_finite(arrays):
    found = []
    for name, array in arrays.items():
        places = np.argwhere(np.isnan(array))
        if len(places) > 0:
            place = tuple(places[0].tolist())
            found.append(f"{name} is {array[place]} at {list(place)}")
    return found
