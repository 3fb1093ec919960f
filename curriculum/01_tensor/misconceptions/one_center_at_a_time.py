# name = "one-center-at-a-time"
# exercise = "squared_distances"
# believes = "pairs need a loop"
# symptom = "right, and slower with every center"
# caught_by = "squared_distances"
# asks = ["How many operations does your function start for a thousand centers?"]
def squared_distances(points, centers):
    return stack([((points - center) ** 2).sum(axis=1) for center in centers], dim=1)
