# name = "measures-before-the-bend"
# exercise = "signal_sizes"
# believes = "what the matrix gives is what the layer gives"
# symptom = "every size is that of the product"
# caught_by = "signal_sizes"
# asks = ["What does the next layer get to see?"]
def signal_sizes(x, weights, activation):
    sizes = []
    for weight in weights:
        x = x @ weight
        sizes.append(math.sqrt(x.var(axis=0).mean().item()))
        x = activation(x)
    return sizes
