# name = "compares-with-the-day-before"
# exercise = "should_stop"
# believes = "an epoch improves if it is better than the one before"
# symptom = "a loss that jumps and falls again never stops"
# caught_by = "should_stop"
# asks = ["Is 3.2 after 3.5 an improvement, if 3.0 was there before?"]
def should_stop(losses, patience, min_delta=0.0):
    since = 0
    for before, loss in zip([math.inf, *losses], losses):
        since = 0 if loss < before - min_delta else since + 1
    return since >= patience
