# name = "compares-lengths"
# exercise = "require_same_shape"
# believes = "a batch is as long as its first axis"
# symptom = "columns and rows of the same length pass"
# caught_by = "require_same_shape"
# asks = ["What does len say of (4, 1)?", "Which axes does your line not look at?"]
def require_same_shape(predictions, targets):
    if np.shape(predictions)[:1] != np.shape(targets)[:1]:
        raise ValueError(f"predictions of shape {predictions.shape} do not match targets of shape {targets.shape}")
    if predictions.size == 0:
        raise ValueError(f"the batch is empty: shape {predictions.shape}")
