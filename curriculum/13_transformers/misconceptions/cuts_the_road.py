# name = "cuts-the-road"
# exercise = "residual"
# believes = "a sum of arrays is as good as a sum of tensors"
# symptom = "right values, and no gradient comes down the road"
# caught_by = "residual"
# asks = ["Which operation does the graph know of, if you add to x.data?"]
def residual(x, norm, sublayer):
    return Tensor(x.data) + sublayer(norm(x))
