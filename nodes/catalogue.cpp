#include "nodes/catalogue.hpp"

#include <fmt/format.h>

#include "engine/script/node.hpp"
#include "nodes/catalogue_parts.hpp"

namespace millrace::nodes {

Catalogue shipped_catalogue() {
    Catalogue catalogue;
    add_shipped(catalogue);
    return catalogue;
}

void add(Catalogue& catalogue, NodeType type, std::string_view help, std::string_view cases) {
    type.help = std::string(help);
    type.cases = std::string(cases);
    catalogue.add(std::move(type));
}

// A shipped script that does not load is a mistake of ours, found by the first test that runs.
void add_script(Catalogue& catalogue, std::string_view file, std::string_view source, std::string_view help,
                std::string_view cases) {
    script::NodeFile read = script::load_node_type(std::string(source));
    for (const Error& problem : read.problems) {
        fmt::print(stderr, "{}: {} {}\n", file, problem.pointer, problem.message);
    }
    MILLRACE_ASSERT(read.ok());
    add(catalogue, std::move(read.type), help, cases);
}

}  // namespace millrace::nodes
