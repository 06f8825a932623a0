-- verdict: runtime_error which have an order
for k in pairs({ [{}] = 1, [{}] = 2 }) do end
