# name = "the-longest-is-nearest"
# exercise = "nearest"
# believes = "the largest product is the nearest"
# symptom = "frequent words, which have long vectors, are everybody's neighbours"
# caught_by = "nearest"
# asks = ["Which two rows would you call alike in the picture: the long one or the one in the same direction?"]
def nearest(weight, id, count):
    alike = (weight @ weight[id]).astype(float)
    alike[id] = -np.inf
    return np.argsort(-alike, kind="stable")[:count]
