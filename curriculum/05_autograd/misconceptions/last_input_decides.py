# name = "last-input-decides"
# exercise = "record"
# believes = "one look at each input, and the last answer counts"
# symptom = "weight times data has no history, data times weight has one"
# caught_by = "record"
# asks = ["What happens to a yes when the next input says no?", "When may you stop looking?"]
def record(op, inputs, arrays, params, result):
    wanted = False
    for x in inputs:
        if isinstance(x, Tensor):
            wanted = x.requires_grad
    if wanted:
        if op.gradient is None:
            return without_rule(op, result)
        result.requires_grad = True
        result.origin = (next(numbers), op, inputs, arrays, params)
