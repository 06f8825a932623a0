#pragma once

#include "engine/base/bytes.hpp"
#include "engine/value/value.hpp"

namespace millrace {

// Lists and maps inside one another. Parsers stop far below; whoever nests values in a program asks Value::fits first.
constexpr int codec_depth_max = 128;

// The compact form for journals and snapshots: a kind byte, then varints and text. The same content gives the same
// bytes, but 1 and 1.0 stay what they are. Asserts the depth: what could not be read back is not written.
void encode(const Value& value, ByteWriter& out);
// Damage, and depth beyond the limit, make the reader fail and give nil.
Value decode_value(ByteReader& in);

}  // namespace millrace
