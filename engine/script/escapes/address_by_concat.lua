-- verdict: runtime_error attempt to concatenate
return "" .. {}
