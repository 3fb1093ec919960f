# name = "decays-the-size"
# exercise = "with_weight_decay"
# believes = "every weight is pulled by the same amount"
# symptom = "positive weights are pulled too little or too much; negative ones are pushed away from 0"
# caught_by = "with_weight_decay"
# asks = ["How hard is a weight of -4 pulled, and in which direction?"]
def with_weight_decay(grad, data, weight_decay):
    return grad + weight_decay * np.abs(data)
