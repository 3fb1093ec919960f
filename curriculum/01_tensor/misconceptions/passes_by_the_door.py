# name = "passes-by-the-door"
# exercise = "squared_distances"
# believes = "a tensor around the right numbers is a tensor operation"
# symptom = "right numbers that nobody saw being computed"
# caught_by = "squared_distances"
# asks = ["Which operations would a listener at the door have seen?", "What will module 05 know of your result?"]
def squared_distances(points, centers):
    differences = points.data[:, None] - centers.data
    return Tensor((differences * differences).sum(axis=2))
