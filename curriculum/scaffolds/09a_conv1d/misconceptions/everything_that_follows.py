# name = "everything-that-follows"
# exercise = "met_by"
# believes = "a weight meets everything from its place on"
# symptom = "the first weights get numbers too many"
# caught_by = "met_by"
# asks = ["How many places are there?"]
def met_by(line, u, count, stride=1):
    return line[u::stride]
