# name = "pairs-by-position"
# exercise = "squared_distances"
# believes = "broadcasting pairs every row with every row by itself"
# symptom = "an error about shapes, or one distance for each point if there are as many centers as points"
# caught_by = "squared_distances"
# asks = ["What does (N, D) - (M, D) broadcast to?", "Where would an axis of length 1 have to stand?"]
def squared_distances(points, centers):
    return ((points - centers) ** 2).sum(axis=1)
