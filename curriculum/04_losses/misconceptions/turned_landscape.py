# name = "turned-landscape"
# exercise = "landscape"
# believes = "the first number runs along the x axis"
# symptom = "rows and columns have changed places"
# caught_by = "landscape"
# asks = ["Which index does `first` belong to?", "Which loop is the outer one in yours?"]
def landscape(loss, first, second):
    return np.array([[loss(a, b) for a in first] for b in second])
