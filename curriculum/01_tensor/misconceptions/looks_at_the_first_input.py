# name = "looks-at-the-first-input"
# exercise = "keep_float32"
# believes = "the first input decides"
# symptom = "the dtype of a + b differs from that of b + a"
# caught_by = "keep_float32"
# asks = ["What happens when the float64 array is the second one?"]
def keep_float32(result, inputs):
    if result.dtype != np.float64 or (inputs and inputs[0].dtype == np.float64):
        return result
    return result.astype(np.float32)
