# name = "pushes-away-from-0"
# exercise = "with_weight_decay"
# believes = "decay is subtracted from the gradient"
# symptom = "weights grow"
# caught_by = "with_weight_decay"
# asks = ["The step goes against what you return: where does your term push a positive weight?"]
def with_weight_decay(grad, data, weight_decay):
    return grad - weight_decay * data
