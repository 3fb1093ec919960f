# name = "half-the-way"
# exercise = "slope_at"
# believes = "the way between the two looks is h"
# symptom = "every slope is twice as large as it should be"
# caught_by = "slope_at"
# asks = ["How far is it from x - h to x + h?"]
def slope_at(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / h
