#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/node/catalogue.hpp"
#include "engine/value/vocabulary.hpp"

namespace millrace::flowtest {

// What the composition root lends to the tests.
struct World {
    const Catalogue* catalogue = nullptr;
    const Vocabulary* vocabulary = nullptr;  // null: the contact centre's
    // As in checks::World; may be empty.
    std::function<std::vector<Error>(std::string_view code, const std::vector<std::string>& wired)> check_script = {};

    // True when what is played takes too long: it is given up.
    std::function<bool()> out_of_time = {};

    const Vocabulary& words() const;
};

}  // namespace millrace::flowtest
