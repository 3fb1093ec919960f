# name = "what-is-too-much-is-cut"
# exercise = "cifar_records"
# believes = "bytes that make no whole record may be left out"
# symptom = "half a download gives half the images, without an error"
# caught_by = "cifar_records"
# asks = ["How would you notice that a download broke off?"]
def cifar_records(data):
    table = np.frombuffer(data[:len(data) // 3073 * 3073], dtype=np.uint8).reshape(-1, 3073)
    return table[:, 1:].reshape(-1, 3, 32, 32), table[:, 0]
