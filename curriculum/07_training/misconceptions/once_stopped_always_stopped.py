# name = "once-stopped-always-stopped"
# exercise = "should_stop"
# believes = "patience that ran out once has run out for good"
# symptom = "stops although the last epoch improved"
# caught_by = "should_stop"
# asks = ["Your loop returns in the middle. What do the losses after that say?"]
def should_stop(losses, patience, min_delta=0.0):
    bar, since = math.inf, 0
    for loss in losses:
        since += 1
        if loss < bar - min_delta:
            bar, since = loss, 0
        if since >= patience:
            return True
    return False
