-- verdict: compile_error
-- brick: gate
-- Lines may end in a carriage return.
-- a commentlocal x <const> = 1return x
