# name = "asks-at-once"
# exercise = "in_order"
# believes = "a started task should be waited for"
# symptom = "right results, and nothing overlaps"
# caught_by = "in_order"
# asks = ["What is under way while somebody works on the first result?", "When do you call what submit returned?"]
def in_order(submit, tasks, ahead):
    for task in tasks:
        yield submit(task)()
