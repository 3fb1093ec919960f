# exercise = "backward_pass"
# level = "acceptable"
# mark = 5
# checks = "check-backward_pass passed, hidden-backward_pass crashed"
# reason = "The chain rule is right, and small graphs give right numbers. But it calls itself once for each path: forty doublings would take 2 to the 40 calls, and a chain of a thousand operations is too deep. Correctness first, so the mark is at most 6."
def backward_pass(root, retain_graph=False):
    def push(out, arrived, depth):
        if depth > 30:
            raise RecursionError("too deep")
        number, op, inputs, arrays, params = out.origin
        grads = op.gradient(arrived, out.data, *arrays, **params)
        for x, grad in zip(inputs, grads):
            if isinstance(x, Tensor) and x.requires_grad:
                grad = fitted(grad, x, op)
                if x.origin is None:
                    x.grad = own(grad) if x.grad is None else x.grad + grad
                else:
                    push(x, grad, depth + 1)

    push(root, root.grad, 0)
    for out in history(root):
        out.grad = None
        if not retain_graph:
            out.origin = (out.origin[0], FREED, (), (), NO_PARAMS)
