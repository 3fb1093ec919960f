# name = "syncs-before-the-flush"
# exercise = "write_atomically"
# believes = "fsync writes everything"
# symptom = "the file is there, but what was in Python's buffer is not on the disk when the names are swapped"
# caught_by = "write_atomically"
# asks = ["Whose buffer are the bytes in after write(), and what does fsync know of it?"]
def write_atomically(path, content):
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(part, "wb") as file:
            file.write(content)
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
