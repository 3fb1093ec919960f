# exercise = "backward_pass"
# level = "excellent"
# mark = 10
# checks = "check-backward_pass passed, hidden-backward_pass passed"
# reason = "Linear for every graph: each rule is asked once, when its gradient is complete. Adds out of place, copies only what a leaf would share, and calls `fitted` only when something has to be fitted. Comments say why."
def backward_pass(root, retain_graph=False):
    """Send `root.grad` to every tensor that requires one and that `root` was made of; each rule is asked once."""
    waiting = [(root.origin, root)]
    while waiting:
        (number, op, inputs, arrays, params), out = heappop(waiting)
        if number > changes.latest:
            complain_if_changed(out)
        arrived, out.grad = out.grad, None               # complete: everything made of `out` is younger
        for x, grad in zip(inputs, op.gradient(arrived, out.data, *arrays, **params)):
            if not (isinstance(x, Tensor) and x.requires_grad):
                continue
            data, before = x.data, x.grad
            if grad.shape != data.shape or grad.dtype is not data.dtype:
                grad = fitted(grad, x, op)
            if before is not None:                       # a new array: the old one may be somebody else's, too
                x.grad = before + grad if data.ndim else np.array(before + grad)
            elif x.origin is None:
                x.grad = grad if data.ndim and grad.base is None and grad is not arrived else own(grad)
            else:
                x.grad = grad
                heappush(waiting, (x.origin, x))         # at its first gradient only, so it waits once
        if not retain_graph:
            out.origin = (number, FREED, (), (), NO_PARAMS)     # lets go of the arrays of the forward pass
