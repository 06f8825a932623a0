#include "runtime/effects/outbox.hpp"

#include "engine/base/assert.hpp"

namespace millrace::effects {

std::string_view to_text(Outcome::Kind kind) {
    switch (kind) {
        case Outcome::Kind::replied:
            return "replied";
        case Outcome::Kind::failed:
            return "failed";
        case Outcome::Kind::unavailable:
            return "unavailable";
        case Outcome::Kind::unknown:
            return "outcome_unknown";
    }
    MILLRACE_ASSERT(false && "every kind has a word");
}

}  // namespace millrace::effects
