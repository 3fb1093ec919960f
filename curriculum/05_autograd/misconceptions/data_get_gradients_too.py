# name = "data-get-gradients-too"
# exercise = "backward_pass"
# believes = "every input receives its gradient"
# symptom = "data that require none have a gradient, or plain numbers raise an error"
# caught_by = "backward_pass"
# asks = ["Which inputs want a gradient?", "What is the gradient of the number 7.0?"]
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
            if isinstance(x, Tensor):
                grad = fitted(grad, x, op)
                if x.grad is not None:
                    x.grad = x.grad + grad
                else:
                    x.grad = own(grad)
                    if x.origin is not None:
                        heappush(waiting, (x.origin, x))
