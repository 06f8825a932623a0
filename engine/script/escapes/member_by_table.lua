-- verdict: runtime_error expected a member of ctx
return ctx[{}]
