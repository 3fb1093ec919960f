# name = "overwrites-the-gradient"
# exercise = "backward_pass"
# believes = "a tensor has one gradient, the one that arrived last"
# symptom = "right for chains; a tensor that is used twice loses one of its gradients"
# caught_by = "backward_pass"
# asks = ["Through how many ways does L depend on a?", "What happens to the gradient of the first way when the second arrives?"]
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
                new = x.grad is None
                x.grad = own(fitted(grad, x, op))
                if new and x.origin is not None:
                    heappush(waiting, (x.origin, x))
