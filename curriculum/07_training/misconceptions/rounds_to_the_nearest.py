# name = "rounds-to-the-nearest"
# exercise = "progress_line"
# believes = "round is the way from 2.67 to a whole number"
# symptom = "a place is full before it is"
# caught_by = "progress_line"
# asks = ["How many whole places are full after two thirds of four?"]
def progress_line(done, total, width=20, **numbers):
    filled = round(width * done / total)
    bar = "#" * filled + "-" * (width - filled)
    return " ".join([f"[{bar}]", f"{done}/{total}", *(f"{name} {value:.4f}" for name, value in numbers.items())])
