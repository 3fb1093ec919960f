# name = "order-of-meeting"
# exercise = "makers"
# believes = "the order in which values are met will do"
# symptom = "a value can stand before another one that was made of it"
# caught_by = "makers"
# asks = ["Which of the values must have handed back before a may?", "What does `number` say about who was made first?"]
def makers(result):
    found, waiting = {}, [result]
    while waiting:
        value = waiting.pop()
        if value.number not in found:
            found[value.number] = value
            waiting.extend(value.inputs)
    return list(found.values())
