# name = "numbers-that-rise"
# exercise = "record"
# believes = "later operations have larger numbers"
# symptom = "a heap hands out the oldest first"
# caught_by = "record"
# asks = ["Which of two results does a heap hand out: the one with the smaller number or the larger?"]
def record(op, inputs, arrays, params, result):
    if any(isinstance(x, Tensor) and x.requires_grad for x in inputs):
        if op.gradient is None:
            return without_rule(op, result)
        result.requires_grad = True
        result.origin = (-next(numbers), op, inputs, arrays, params)
