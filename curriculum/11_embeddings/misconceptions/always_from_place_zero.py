# name = "always-from-place-zero"
# exercise = "add_positions"
# believes = "every batch begins a text"
# symptom = "right for whole texts; a text that is written word by word has all its words at place 0"
# caught_by = "add_positions"
# asks = ["Which of your arguments do you never use?", "At which place does the tenth word stand if it comes alone?"]
def add_positions(x, table, offset=0):
    stop = x.shape[-2]
    if offset + stop > table.shape[0]:
        raise ValueError(f"place {offset + stop - 1} is needed, and the table has {table.shape[0]} places")
    return x + table[:stop]
