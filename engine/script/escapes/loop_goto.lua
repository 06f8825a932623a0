-- verdict: script.limit cpu
::again:: goto again
