# name = "shapes-left-as-they-come"
# exercise = "backward_pass"
# believes = "rules return what fits"
# symptom = "a broadcast input has a gradient of the wrong shape"
# caught_by = "backward_pass"
# asks = ["Which function of yours sums back what was repeated?", "Who calls it?"]
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
                grad = grad.make() if isinstance(grad, Later) else np.asarray(grad, x.dtype)
                if x.grad is not None:
                    x.grad = x.grad + grad
                else:
                    x.grad = grad if x.origin is not None else own(grad)
                    if x.origin is not None:
                        heappush(waiting, (x.origin, x))
