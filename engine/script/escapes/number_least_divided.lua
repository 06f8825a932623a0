-- verdict: ok true
return math.mininteger // -1 == math.mininteger and math.mininteger % -1 == 0 and math.fmod(math.mininteger, -1) == 0
