-- verdict: ok [true,false,3]
return { "a\0b" < "a\0c", "a\0b" == "a\0c", #"a\0b" }
