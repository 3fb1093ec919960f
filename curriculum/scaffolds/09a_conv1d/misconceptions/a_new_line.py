# name = "a-new-line"
# exercise = "met_by"
# believes = "a list of numbers is as good as a view"
# symptom = "reading works, writing gets lost"
# caught_by = "met_by"
# asks = ["What is written into, in your function's result?"]
def met_by(line, u, count, stride=1):
    return np.array([line[u + place * stride] for place in range(count)])
