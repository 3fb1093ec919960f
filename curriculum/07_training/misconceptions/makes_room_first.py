# name = "makes-room-first"
# exercise = "write_atomically"
# believes = "the old file has to be removed before the new one takes its name"
# symptom = "for a moment there is no file at all"
# caught_by = "write_atomically"
# asks = ["What is there between your two last lines?"]
def write_atomically(path, content):
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.unlink(missing_ok=True)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
