# name = "scales-the-gradient-in-place"
# exercise = "gradient_step"
# believes = "the gradient is no longer needed after the step"
# symptom = "right once; accumulated gradients, momentum and weight decay meet a gradient that is too small"
# caught_by = "gradient_step"
# asks = ["Whose array is the direction?", "What do gradients do when zero_grad is not called?"]
def gradient_step(data, direction, lr):
    direction *= lr
    data -= direction
