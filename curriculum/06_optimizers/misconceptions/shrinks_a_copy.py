# name = "shrinks-a-copy"
# exercise = "shrink_weights"
# believes = "assigning to the name changes the array"
# symptom = "no weight is ever decayed"
# caught_by = "shrink_weights"
# asks = ["Which array does the caller look at?"]
def shrink_weights(data, lr, weight_decay):
    data = data * (1 - lr * weight_decay)
