# name = "exponent-stays"
# exercise = "power"
# believes = "the slope of a power is the exponent times the power"
# symptom = "slopes are too large by one factor of x"
# caught_by = "power"
# asks = ["How fast does x itself, the first power, grow with x?", "Which exponent does the slope of x³ have?"]
def power(x, exponent):
    return Value(x.data**exponent, inputs=(x,), slopes=(exponent * x.data**exponent,))
