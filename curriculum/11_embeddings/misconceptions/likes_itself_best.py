# name = "likes-itself-best"
# exercise = "nearest"
# believes = "the first of the sorted rows is the nearest neighbour"
# symptom = "the first answer is always the word itself"
# caught_by = "nearest"
# asks = ["Which row is most like row id?"]
def nearest(weight, id, count):
    lengths = np.sqrt((weight * weight).sum(axis=1))
    alike = weight @ weight[id] / np.maximum(lengths * lengths[id], 1e-8)
    return np.argsort(-alike, kind="stable")[:count]
