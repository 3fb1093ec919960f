# name = "distances-not-squared"
# exercise = "squared_distances"
# believes = "the sum of differences measures a distance"
# symptom = "signs cancel: far points look near"
# caught_by = "squared_distances"
# asks = ["What are the differences between (0, 3) and (3, 0), and what is their sum?"]
def squared_distances(points, centers):
    return (points.unsqueeze(1) - centers.unsqueeze(0)).sum(axis=2) ** 2
