# name = "steps-by-one"
# exercise = "slide"
# believes = "place number p begins at p"
# symptom = "right for stride 1; with a stride the first places only"
# caught_by = "slide"
# asks = ["Where does place number 1 begin, for stride 2?"]
def slide(line, kernel, stride=1, padding=0):
    padded = np.pad(line, padding)
    count = count_places(len(padded), len(kernel), stride)
    return np.array([answer_at(padded, kernel, place) for place in range(count)])
