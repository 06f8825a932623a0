#include "engine/expression/vocabulary.hpp"

namespace millrace::expression {

int Vocabulary::find(std::string_view name) const {
    for (std::size_t i = 0; i < roots.size(); ++i) {
        if (roots[i].name == name) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

const Root* Vocabulary::variables() const {
    for (const Root& root : roots) {
        if (root.holds_variables) {
            return &root;
        }
    }
    return nullptr;
}

}  // namespace millrace::expression
