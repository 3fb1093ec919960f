# name = "any-bad-epoch-counts"
# exercise = "should_stop"
# believes = "patience counts all epochs without improvement"
# symptom = "stops although a new best came in between"
# caught_by = "should_stop"
# asks = ["What does a new best do to the patience?"]
def should_stop(losses, patience, min_delta=0.0):
    best, without = math.inf, 0
    for loss in losses:
        if loss < best - min_delta:
            best = loss
        else:
            without += 1
    return without >= patience
