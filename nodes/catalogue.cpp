#include "nodes/catalogue.hpp"

#include "nodes/catalogue_parts.hpp"

namespace millrace::nodes {

Catalogue shipped_catalogue() {
    Catalogue catalogue;
    add_shipped(catalogue);
    return catalogue;
}

void add(Catalogue& catalogue, NodeType type, std::string_view help) {
    type.help = std::string(help);
    catalogue.add(std::move(type));
}

}  // namespace millrace::nodes
