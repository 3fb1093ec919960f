# name = "the-farthest-first"
# exercise = "nearest"
# believes = "argsort puts the largest first"
# symptom = "the least alike come first"
# caught_by = "nearest"
# asks = ["In which direction does argsort sort?"]
def nearest(weight, id, count):
    lengths = np.sqrt((weight * weight).sum(axis=1))
    alike = weight @ weight[id] / np.maximum(lengths * lengths[id], 1e-8)
    alike[id] = np.inf
    return np.argsort(alike, kind="stable")[:count]
