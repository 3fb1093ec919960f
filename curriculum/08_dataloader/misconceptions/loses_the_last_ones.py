# name = "loses-the-last-ones"
# exercise = "in_order"
# believes = "when the tasks have run out, all is done"
# symptom = "the last batches of each epoch are missing"
# caught_by = "in_order"
# asks = ["What is left in the queue after the last task has been started?"]
def in_order(submit, tasks, ahead):
    waiting = deque()
    for task in tasks:
        waiting.append(submit(task))
        if len(waiting) > ahead:
            yield waiting.popleft()()
