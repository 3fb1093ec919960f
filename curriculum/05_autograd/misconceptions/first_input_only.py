# name = "first-input-only"
# exercise = "record"
# believes = "the first input decides"
# symptom = "data times weight has no history, weight times data has one"
# caught_by = "record"
# asks = ["Which of the two inputs is the weight in x @ w?"]
def record(op, inputs, arrays, params, result):
    if inputs and isinstance(inputs[0], Tensor) and inputs[0].requires_grad:
        if op.gradient is None:
            return without_rule(op, result)
        result.requires_grad = True
        result.origin = (next(numbers), op, inputs, arrays, params)
