# name = "every-small-gain-moves-the-bar"
# exercise = "should_stop"
# believes = "the best is the smallest loss so far, whatever min_delta is"
# symptom = "many small gains never count"
# caught_by = "should_stop"
# asks = ["0.89 against 1.0: is that more than 0.1?"]
def should_stop(losses, patience, min_delta=0.0):
    best, since = math.inf, 0
    for loss in losses:
        since = 0 if loss < best - min_delta else since + 1
        best = min(best, loss)
    return since >= patience
