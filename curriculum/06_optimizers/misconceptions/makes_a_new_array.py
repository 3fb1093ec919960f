# name = "makes-a-new-array"
# exercise = "gradient_step"
# believes = "data = ... changes what the caller holds"
# symptom = "nothing moves, and no error is raised"
# caught_by = "gradient_step"
# asks = ["Which array does the caller hold, and which one did you write into?", "What does = do to a name, and what does -= do to an array?"]
def gradient_step(data, direction, lr):
    data = data - lr * direction
