# name = "what-broadcasts-fits"
# exercise = "require_same_shape"
# believes = "shapes fit if they broadcast"
# symptom = "every pair that NumPy would repeat passes"
# caught_by = "require_same_shape"
# asks = ["What does (4, 1) against (4,) broadcast to?", "Should a loss ever compare one prediction with four targets?"]
def require_same_shape(predictions, targets):
    try:
        np.broadcast_shapes(predictions.shape, targets.shape)
    except ValueError as problem:
        raise ValueError(f"{predictions.shape} against {targets.shape}") from problem
    if predictions.size == 0:
        raise ValueError(f"the batch is empty: shape {predictions.shape}")
