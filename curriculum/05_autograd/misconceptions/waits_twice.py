# name = "waits-twice"
# exercise = "backward_pass"
# believes = "whatever receives a gradient goes into the heap"
# symptom = "a rule is asked a second time, with None: its gradient was taken the first time"
# caught_by = "backward_pass"
# asks = ["At which arrival does x begin to wait?", "What does a `grad` that is not None say of a tensor that was computed?"]
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
                grad = own(fitted(grad, x, op))
                x.grad = grad if x.grad is None else x.grad + grad
                if x.origin is not None:
                    heappush(waiting, (x.origin, x))
