# name = "clips-the-input"
# exercise = "sigmoid_forward"
# believes = "numbers beyond some bound may be treated as the bound"
# symptom = "right near 0; far out all probabilities are alike"
# caught_by = "sigmoid_forward"
# asks = ["What do σ(-40) and σ(-80) have in common in your version?", "What would be the gradient where you clip?"]
def sigmoid_forward(x):
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))
