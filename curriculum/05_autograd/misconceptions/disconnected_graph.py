# name = "disconnected-graph"
# exercise = "record"
# believes = "a note of the origin is enough"
# symptom = "the first result has a history, what is made of it has none: the graph is disconnected"
# caught_by = "record"
# asks = ["Who asks `requires_grad` of the result?", "After two operations, what does the second one know of the first?"]
def record(op, inputs, arrays, params, result):
    if any(isinstance(x, Tensor) and x.requires_grad for x in inputs):
        if op.gradient is None:
            return without_rule(op, result)
        result.origin = (next(numbers), op, inputs, arrays, params)
