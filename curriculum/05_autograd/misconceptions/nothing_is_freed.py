# name = "nothing-is-freed"
# exercise = "backward_pass"
# believes = "memory is released when the program ends"
# symptom = "the graph of every step stays alive with its loss"
# caught_by = "backward_pass"
# asks = ["Who still points to the arrays of the forward pass?", "What does retain_graph=False promise?"]
def backward_pass(root, retain_graph=False):
    waiting = [(root.origin, root)]
    while waiting:
        (number, op, inputs, arrays, params), out = heappop(waiting)
        if number > changes.latest:
            complain_if_changed(out)

        arrived, out.grad = out.grad, None
        grads = op.gradient(arrived, out.data, *arrays, **params)
        for x, grad in zip(inputs, grads):
            if isinstance(x, Tensor) and x.requires_grad:
                grad = fitted(grad, x, op)
                if x.grad is not None:
                    x.grad = x.grad + grad
                else:
                    x.grad = own(grad)
                    if x.origin is not None:
                        heappush(waiting, (x.origin, x))
