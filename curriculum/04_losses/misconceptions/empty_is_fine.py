# name = "empty-is-fine"
# exercise = "require_same_shape"
# believes = "no examples, no error"
# symptom = "an empty batch passes and its mean becomes nan"
# caught_by = "require_same_shape"
# asks = ["What is the mean of no numbers?", "Where would the nan turn up first?"]
def require_same_shape(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError(f"predictions of shape {predictions.shape} do not match targets of shape {targets.shape}")
