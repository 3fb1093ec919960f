# name = "leaves-share-memory"
# exercise = "backward_pass"
# believes = "what a rule returned belongs to the tensor that receives it"
# symptom = "whoever changes the gradient of one leaf, to clip or to scale it, changes another one's"
# caught_by = "backward_pass"
# asks = ["How many tensors did the rule of + hand this array to?", "What happens to q.grad when somebody writes into p.grad?"]
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
                grad = fitted(grad, x, op)
                if x.grad is not None:
                    x.grad = x.grad + grad
                else:
                    x.grad = grad
                    if x.origin is not None:
                        heappush(waiting, (x.origin, x))
