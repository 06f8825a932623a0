#include "runtime/effects/message.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"

namespace millrace::effects {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

const std::string* find_header(const Headers& headers, std::string_view name) {
    const auto same = [&](const auto& header) {
        return std::equal(header.first.begin(), header.first.end(), name.begin(), name.end(),
                          [](char a, char b) { return lower(a) == lower(b); });
    };
    const auto found = std::find_if(headers.begin(), headers.end(), same);
    return found == headers.end() ? nullptr : &found->second;
}

std::string_view to_text(HttpError::Kind kind) {
    switch (kind) {
        case HttpError::Kind::invalid:
            return "invalid";
        case HttpError::Kind::blocked:
            return "blocked";
        case HttpError::Kind::dns:
            return "dns";
        case HttpError::Kind::refused:
            return "refused";
        case HttpError::Kind::tls:
            return "tls";
        case HttpError::Kind::timeout:
            return "timeout";
        case HttpError::Kind::closed:
            return "closed";
        case HttpError::Kind::protocol:
            return "protocol";
        case HttpError::Kind::too_large:
            return "too_large";
        case HttpError::Kind::redirects:
            return "redirects";
        case HttpError::Kind::unavailable:
            return "unavailable";
    }
    MILLRACE_ASSERT(false && "every kind has a word");
}

}  // namespace millrace::effects
