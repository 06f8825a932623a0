-- verdict: runtime_error
-- brick: error_text
error("\27[31mred\r\n2026-01-01 admin logged in\0\7", 0)
