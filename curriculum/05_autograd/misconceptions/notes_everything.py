# name = "notes-everything"
# exercise = "record"
# believes = "every result has a history"
# symptom = "graphs grow while nobody wants a gradient, and data ask for one"
# caught_by = "record"
# asks = ["How much memory does a forward pass over plain data keep alive?"]
def record(op, inputs, arrays, params, result):
    if op.gradient is None:
        return without_rule(op, result)
    result.requires_grad = True
    result.origin = (next(numbers), op, inputs, arrays, params)
