# name = "left-in-evaluation"
# exercise = "predict"
# believes = "after the question the network's mode does not matter"
# symptom = "training goes on without dropout, and batch statistics stand still"
# caught_by = "predict"
# asks = ["What mode is the network in when your function returns, and which was it before?"]
def predict(network, x, size=250):
    network.eval()
    with evaluation(network):
        scores = [network(Tensor(x[start:start + size])).numpy() for start in range(0, len(x), size)]
    return np.concatenate(scores).argmax(axis=1)
