-- verdict: script.limit cpu
-- brick: table_work
-- Moves nothing, for ever, without a single instruction.
return table.move({}, 1, math.maxinteger - 1, 2)
