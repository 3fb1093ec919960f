# name = "forgets-what-is-out-of-date"
# exercise = "next_best"
# believes = "an entry that is out of date can be thrown away"
# symptom = "frequent pairs are never merged once their count has changed"
# caught_by = "next_best"
# asks = ["Is a pair with 90 occurrences today worthless, because it had 100?", "Where is its entry now?"]
def next_best(heap, rank):
    while heap:
        then, pair = heapq.heappop(heap)
        if rank(pair) == then:
            return pair
    return None
