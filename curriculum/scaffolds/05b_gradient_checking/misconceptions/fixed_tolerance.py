# name = "fixed-tolerance"
# exercise = "wrong_places"
# believes = "one tolerance fits all"
# symptom = "the tolerance that is asked for changes nothing"
# caught_by = "wrong_places"
# asks = ["Where does `tolerance` stand in your code?"]
def wrong_places(claimed, f, point, tolerance=1e-4):
    errors = relative_error(claimed, slopes_at(f, point))
    return [place for place in np.ndindex(errors.shape) if errors[place] > 1e-4]
