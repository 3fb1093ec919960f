# name = "distance-only"
# exercise = "relative_error"
# believes = "a distance says by itself whether two numbers are close"
# symptom = "large gradients look wrong and small ones right"
# caught_by = "relative_error"
# asks = ["Is 0.001 much for a gradient of 5,000? And for one of 0.0001?"]
def relative_error(a, b):
    return np.abs(a - b)
