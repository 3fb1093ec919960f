# exercise = "backward_pass"
# level = "good"
# mark = 8
# checks = "check-backward_pass passed, hidden-backward_pass passed"
# reason = "Right for every graph and linear but for a sort: all tensors are listed by `history` before the first rule is asked. Plainer: a copy for every gradient, also where none is needed, and the whole list is alive at once. No word on why the order is right."
def backward_pass(root, retain_graph=False):
    """Do the backward pass."""
    for out in history(root):
        complain_if_changed(out)
        number, op, inputs, arrays, params = out.origin
        grads = op.gradient(out.grad, out.data, *arrays, **params)
        out.grad = None
        if not retain_graph:
            out.origin = (number, FREED, (), (), NO_PARAMS)
        for x, grad in zip(inputs, grads):
            if isinstance(x, Tensor) and x.requires_grad:
                grad = own(fitted(grad, x, op))
                if x.grad is None:
                    x.grad = grad
                else:
                    x.grad = np.array(x.grad + grad)
