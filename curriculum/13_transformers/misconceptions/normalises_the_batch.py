# name = "normalises-the-batch"
# exercise = "layer_norm_forward"
# believes = "mean and variance are those of the batch"
# symptom = "each vector's result depends on its neighbours; one vector alone becomes 0"
# caught_by = "layer_norm_forward"
# asks = ["Over which numbers is the mean taken?", "May the second sentence of a batch change the first?"]
def layer_norm_forward(x, weight, bias, eps=1e-5):
    rows = x.reshape(-1, x.shape[-1])
    out = (rows - rows.mean(axis=0)) / np.sqrt(rows.var(axis=0) + eps)
    return (out * weight + bias).reshape(x.shape)
