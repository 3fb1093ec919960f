# name = "recursive-backward"
# exercise = "backward_pass"
# believes = "the chain rule is recursive, so the program is"
# symptom = "right for small graphs; exponential where tensors are reused, and too deep for long chains"
# caught_by = "backward_pass"
# asks = ["How many paths lead through forty doublings?", "How deep may Python calls be nested?"]
def backward_pass(root, retain_graph=False):
    budget = [20_000]

    def push(out, arrived):
        budget[0] -= 1
        if budget[0] < 0:
            raise RuntimeError("too many paths")
        number, op, inputs, arrays, params = out.origin
        for x, grad in zip(inputs, op.gradient(arrived, out.data, *arrays, **params)):
            if isinstance(x, Tensor) and x.requires_grad:
                grad = fitted(grad, x, op)
                if x.origin is None:
                    x.grad = own(grad) if x.grad is None else x.grad + grad
                else:
                    push(x, grad)

    push(root, root.grad)
    for out in history(root):
        out.grad = None
        if not retain_graph:
            out.origin = (out.origin[0], FREED, (), (), NO_PARAMS)
