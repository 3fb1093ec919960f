# name = "trusts-the-top"
# exercise = "next_best"
# believes = "the top of the heap is the best"
# symptom = "pairs are merged that hardly occur any more"
# caught_by = "next_best"
# asks = ["When was this entry written?", "What is the rank of this pair today?"]
def next_best(heap, rank):
    return heapq.heappop(heap)[1] if heap else None
