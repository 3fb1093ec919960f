# name = "colours-as-the-last-axis"
# exercise = "cifar_records"
# believes = "an image in a file is (32, 32, 3)"
# symptom = "images of shape (N, 32, 32, 3), each pixel with three values that were neighbours of one colour"
# caught_by = "cifar_records"
# asks = ["Which byte of a record follows the first red value?", "Which axis must come first, so that 1,024 values in a row have one colour?"]
def cifar_records(data):
    if len(data) % 3073:
        raise ValueError(f"{len(data)} bytes are not a whole number of records of 3073")
    table = np.frombuffer(data, dtype=np.uint8).reshape(-1, 3073)
    return table[:, 1:].reshape(-1, 32, 32, 3), table[:, 0]
