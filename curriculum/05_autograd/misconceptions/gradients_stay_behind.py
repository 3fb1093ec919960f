# name = "gradients-stay-behind"
# exercise = "backward_pass"
# believes = "every tensor keeps its gradient"
# symptom = "memory grows, and a second pass adds to what the first one left"
# caught_by = "backward_pass"
# asks = ["What is a.grad when the second pass begins?", "Which tensors does the docstring let keep a gradient?"]
def backward_pass(root, retain_graph=False):
    waiting = [(root.origin, root)]
    while waiting:
        (number, op, inputs, arrays, params), out = heappop(waiting)
        if number > changes.latest:
            complain_if_changed(out)

        grads = op.gradient(out.grad, out.data, *arrays, **params)
        if not retain_graph:
            out.origin = (number, FREED, (), (), NO_PARAMS)
        for x, grad in zip(inputs, grads):
            if isinstance(x, Tensor) and x.requires_grad:
                grad = fitted(grad, x, op)
                if x.grad is not None:
                    x.grad = x.grad + grad
                else:
                    x.grad = own(grad)
                    if x.origin is not None:
                        heappush(waiting, (x.origin, x))
