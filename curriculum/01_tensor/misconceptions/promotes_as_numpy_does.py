# name = "promotes-as-numpy-does"
# exercise = "keep_float32"
# believes = "NumPy's dtype for the inputs is the one that was asked for"
# symptom = "float32 beside integers comes back as float64"
# caught_by = "keep_float32"
# asks = ["What is np.result_type of float32 and int64?", "Is any of the inputs float64?"]
def keep_float32(result, inputs):
    if result.dtype != np.float64 or (inputs and np.result_type(*inputs) == np.float64):
        return result
    return result.astype(np.float32)
