-- verdict: ok [true,true]
return { 0x1p-9999 == 0, 1e308 * 10 == math.huge }
