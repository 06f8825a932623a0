#pragma once

#include "engine/base/bytes.hpp"
#include "engine/value/value.hpp"

namespace millrace {

// The compact form for journals and snapshots: a kind byte, then varints and text. Equal values give equal bytes.
void encode(const Value& value, ByteWriter& out);
// Depth is limited to 128; damage makes the reader fail and gives nil.
Value decode_value(ByteReader& in);

}  // namespace millrace
