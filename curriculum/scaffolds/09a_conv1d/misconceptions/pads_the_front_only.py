# name = "pads-the-front-only"
# exercise = "slide"
# believes = "padding is put in front"
# symptom = "the answers at the end are missing"
# caught_by = "slide"
# asks = ["At which ends are zeros put on?"]
def slide(line, kernel, stride=1, padding=0):
    padded = np.concatenate([np.zeros(padding), line])
    count = count_places(len(padded), len(kernel), stride)
    return np.array([answer_at(padded, kernel, place * stride) for place in range(count)])
