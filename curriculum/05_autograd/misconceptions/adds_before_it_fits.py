# name = "adds-before-it-fits"
# exercise = "backward_pass"
# believes = "the sum can be made to fit as well as its parts"
# symptom = "too large wherever rows arrive second: what was there is counted once for each row"
# caught_by = "backward_pass"
# asks = ["x.grad is (2,) and the new gradient (3, 2). What does + do with the first?", "When is the last moment to make a gradient fit?"]
def backward_pass(root, retain_graph=False):
    waiting, last_change = [(root.origin, root)], changes.latest
    while waiting:
        (age, op, inputs, arrays, params), out = heappop(waiting)
        if age > last_change:
            complain_if_changed(out)
        arrived, out.grad = out.grad, None
        for x, grad in zip(inputs, op.gradient(arrived, out.data, *arrays, **params)):
            if isinstance(x, Tensor) and x.requires_grad:
                if x.grad is not None:
                    x.grad = fitted(x.grad + grad, x, op)
                elif x.origin is None:
                    x.grad = own(fitted(grad, x, op))
                else:
                    x.grad = fitted(grad, x, op)
                    heappush(waiting, (x.origin, x))
        if not retain_graph:
            out.origin = (age, FREED, (), (), NO_PARAMS)
