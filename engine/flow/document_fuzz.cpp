// libFuzzer: any bytes are read without harm, and what is read writes a form that reads back and writes the same.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/assert.hpp"
#include "engine/flow/document.hpp"
#include "engine/value/json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace millrace;
    const flow::Reading reading = flow::read_text({reinterpret_cast<const char*>(data), size});
    const std::string written = json::dump(flow::write(reading.document));
    const flow::Reading again = flow::read_text(written);
    if (reading.problems.empty()) {
        MILLRACE_ASSERT(again.problems.empty());
        MILLRACE_ASSERT(json::dump(flow::write(again.document)) == written);
        MILLRACE_ASSERT(flow::hash(again.document) == flow::hash(reading.document));
    }
    return 0;
}
