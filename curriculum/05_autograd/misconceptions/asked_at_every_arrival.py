# name = "asked-at-every-arrival"
# exercise = "backward_pass"
# believes = "what arrives is passed on at once"
# symptom = "gradients come out too large or the heap fails: a tensor is handled once for each arrival"
# caught_by = "backward_pass"
# asks = ["When has all of the gradient of a arrived?", "How often is the rule of a asked in your pass?"]
def backward_pass(root, retain_graph=False):
    waiting = [(root.origin, root)]
    while waiting:
        (number, op, inputs, arrays, params), out = heappop(waiting)
        if number > changes.latest:
            complain_if_changed(out)

        grads = op.gradient(out.grad, out.data, *arrays, **params)
        for x, grad in zip(inputs, grads):
            if isinstance(x, Tensor) and x.requires_grad:
                grad = fitted(grad, x, op)
                x.grad = grad if x.grad is None else x.grad + grad
                if x.origin is not None:
                    heappush(waiting, ((x.origin[0] - len(waiting) / 1e6, *x.origin[1:]), x))
        out.grad = None
