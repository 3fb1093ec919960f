# name = "listed-at-every-meeting"
# exercise = "makers"
# believes = "the inputs of different values are different values"
# symptom = "a value that was used twice stands in the list twice, and would hand back twice"
# caught_by = "makers"
# asks = ["How often do you meet a in a * a?", "What would a value do that stands in the list twice?"]
def makers(result):
    found, waiting = [], [result]
    while waiting:
        value = waiting.pop()
        found.append(value)
        waiting.extend(value.inputs)
    return sorted(found, key=lambda value: value.number, reverse=True)
