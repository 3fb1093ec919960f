# name = "casts-every-float64"
# exercise = "keep_float32"
# believes = "float64 is never wanted"
# symptom = "a computation that was asked to be float64 loses its digits"
# caught_by = "keep_float32"
# asks = ["Who asked for float64 here, and where can you see it?"]
def keep_float32(result, inputs):
    return result.astype(np.float32) if result.dtype == np.float64 else result
