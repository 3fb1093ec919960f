# name = "compares-sizes"
# exercise = "require_same_shape"
# believes = "as many numbers are as good as the same shape"
# symptom = "(4, 1) against (4,) passes and broadcasts later"
# caught_by = "require_same_shape"
# asks = ["How many numbers have (4, 1) and (4,), and what does their difference have?"]
def require_same_shape(predictions, targets):
    if predictions.size != targets.size:
        raise ValueError(f"predictions of shape {predictions.shape} do not match targets of shape {targets.shape}")
    if predictions.size == 0:
        raise ValueError(f"the batch is empty: shape {predictions.shape}")
