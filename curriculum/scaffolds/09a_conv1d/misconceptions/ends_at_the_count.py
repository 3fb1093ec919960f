# name = "ends-at-the-count"
# exercise = "met_by"
# believes = "count numbers end count places further on"
# symptom = "right for stride 1; too few numbers otherwise"
# caught_by = "met_by"
# asks = ["How far apart are the first and the last of them?"]
def met_by(line, u, count, stride=1):
    return line[u:u + count:stride]
