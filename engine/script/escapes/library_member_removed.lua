-- verdict: runtime_error expected a library to stay
math.floor = nil
