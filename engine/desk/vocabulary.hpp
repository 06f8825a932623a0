#pragma once

#include "engine/value/vocabulary.hpp"

namespace millrace::desk {

// All words of the contact centre, made once.
const Vocabulary& vocabulary();

}  // namespace millrace::desk
