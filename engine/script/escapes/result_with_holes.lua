-- verdict: runtime_error without holes
return { [1] = 1, [5] = 1 }
