# name = "starts-everything-first"
# exercise = "in_order"
# believes = "the more tasks are under way, the better"
# symptom = "all batches of the epoch are in memory at once, and an endless dataset never begins"
# caught_by = "in_order"
# asks = ["How many batches exist when the first one is handed out?", "What does `ahead` limit?"]
def in_order(submit, tasks, ahead):
    waiting = deque(submit(task) for task in tasks)
    while waiting:
        yield waiting.popleft()()
