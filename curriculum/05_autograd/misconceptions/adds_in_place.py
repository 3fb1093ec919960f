# name = "adds-in-place"
# exercise = "backward_pass"
# believes = "+= saves an array"
# symptom = "right in most programs; where + handed one array to both of its inputs, both change"
# caught_by = "backward_pass"
# asks = ["Whose array is x.grad when it came from the rule of +?", "What does += write into?"]
def backward_pass(root, retain_graph=False):
    waiting = [(root.origin, root)]
    while waiting:
        (number, op, inputs, arrays, params), out = heappop(waiting)
        if number > changes.latest:
            complain_if_changed(out)

        arrived, out.grad = out.grad, None
        grads = op.gradient(arrived, out.data, *arrays, **params)
        if not retain_graph:
            out.origin = (number, FREED, (), (), NO_PARAMS)
        for x, grad in zip(inputs, grads):
            if isinstance(x, Tensor) and x.requires_grad:
                grad = fitted(grad, x, op)
                if x.grad is not None:
                    x.grad += grad
                else:
                    x.grad = own(grad) if x.origin is None else grad
                    if x.origin is not None:
                        heappush(waiting, (x.origin, x))
