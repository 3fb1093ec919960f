# name = "gate-alone"
# exercise = "silu_forward"
# believes = "SiLU is another name of the sigmoid"
# symptom = "values between 0 and 1 where x should come through"
# caught_by = "silu_forward"
# asks = ["What is SiLU of 1000?", "Which part of the formula lets x through?"]
def silu_forward(x):
    return sigmoid_forward(x)
