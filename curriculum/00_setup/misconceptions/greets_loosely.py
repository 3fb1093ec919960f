# name = "greeting-not-exact"
# exercise = "hello_tinytorch"
# believes = "a text is right when a person would read it the same way"
# symptom = "the greeting looks right, but a comma or a capital letter differs"
# caught_by = "hello_tinytorch"
# asks = ["Compare got and expected letter by letter: which one differs?"]
def hello_tinytorch():
    print("Hello TinyTorch")
    return "Hello TinyTorch"
