#include "api/app/shipped_flows.hpp"

#include <algorithm>

namespace millrace::app {

std::vector<api::ShippedFlow> shipped_flows() {
    constexpr std::string_view ending = ".json";
    std::vector<api::ShippedFlow> flows;
    for (std::size_t i = 0; i < embedded_files_count; ++i) {
        const EmbeddedFile& file = embedded_files[i];
        if (!file.name.ends_with(ending)) {
            continue;
        }
        const std::string key(file.name.substr(0, file.name.size() - ending.size()));
        const auto* tests = std::find_if(embedded_files, embedded_files + embedded_files_count,
                                         [&](const EmbeddedFile& one) { return one.name == key + ".flowtest"; });
        const bool tested = tests != embedded_files + embedded_files_count;
        flows.push_back({key, std::string(file.bytes), tested ? std::string(tests->bytes) : std::string()});
    }
    return flows;
}

}  // namespace millrace::app
