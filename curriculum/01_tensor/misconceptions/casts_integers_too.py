# name = "casts-integers-too"
# exercise = "keep_float32"
# believes = "every result is a float32"
# symptom = "sums of integers and masks become floating point"
# caught_by = "keep_float32"
# asks = ["What is the dtype of a result that is not float64, before and after your function?"]
def keep_float32(result, inputs):
    if any(x.dtype == np.float64 for x in inputs):
        return result
    return result.astype(np.float32)
