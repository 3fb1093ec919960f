# name = "the-best-before-is-the-bar"
# exercise = "should_stop"
# believes = "the bar is the best loss before the last patience epochs"
# symptom = "small gains move the bar, so that many of them never add up"
# caught_by = "should_stop"
# asks = ["Which epoch set the bar, and by how much did it improve?"]
def should_stop(losses, patience, min_delta=0.0):
    if len(losses) <= patience:
        return False
    return min(losses[-patience:]) >= min(losses[:-patience]) - min_delta
