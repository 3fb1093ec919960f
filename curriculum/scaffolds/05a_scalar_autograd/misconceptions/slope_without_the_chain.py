# name = "slope-without-the-chain"
# exercise = "hand_back"
# believes = "the local slope is the slope of the result"
# symptom = "what the result makes of out is ignored: shares are right only where out.grad is 1"
# caught_by = "hand_back"
# asks = ["If the result grows ten times as fast as out, and out three times as fast as a?", "Where does out.grad stand in your line?"]
def hand_back(out):
    for x, slope in zip(out.inputs, out.slopes):
        x.grad += slope
