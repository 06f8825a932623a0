// libFuzzer's entry: any bytes, as an expression and as a template.

#include <cstddef>
#include <cstdint>

#include "engine/expression/survives.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    millrace::expression::survives({reinterpret_cast<const char*>(data), size});
    return 0;
}
