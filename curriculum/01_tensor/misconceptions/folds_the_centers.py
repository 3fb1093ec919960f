# name = "folds-the-centers"
# exercise = "squared_distances"
# believes = "the middle axis is the one to fold"
# symptom = "the shape is (N, D): one number for each point and coordinate"
# caught_by = "squared_distances"
# asks = ["Which of the three axes should not be in the result?"]
def squared_distances(points, centers):
    return ((points.unsqueeze(1) - centers.unsqueeze(0)) ** 2).sum(axis=1)
