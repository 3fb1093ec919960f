# name = "all-inputs-must-ask"
# exercise = "record"
# believes = "a gradient is wanted only if all inputs want it"
# symptom = "weight times data has no history"
# caught_by = "record"
# asks = ["Which inputs of a layer require a gradient?"]
def record(op, inputs, arrays, params, result):
    if inputs and all(isinstance(x, Tensor) and x.requires_grad for x in inputs):
        if op.gradient is None:
            return without_rule(op, result)
        result.requires_grad = True
        result.origin = (next(numbers), op, inputs, arrays, params)
