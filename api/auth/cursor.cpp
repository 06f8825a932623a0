#include "api/auth/cursor.hpp"

#include "api/auth/base64url.hpp"
#include "api/auth/secret.hpp"
#include "engine/base/bytes.hpp"

namespace millrace::auth::cursor {
namespace {

// Half of an HMAC-SHA-256 is beyond guessing, and keeps cursors short.
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t cursor_bytes_max = 2048;

std::string tag(std::string_view key, std::string_view scope, std::string_view place) {
    // Lengths come first, so that no other pair of scope and place gives the same bytes; the label keeps cursors
    // apart from everything else that is signed with this key.
    ByteWriter message;
    message.text("millrace.cursor/1");
    message.text(scope);
    message.text(place);
    return hmac(key, message.bytes()).substr(0, tag_bytes);
}

}  // namespace

std::string seal(std::string_view key, std::string_view scope, std::string_view place) {
    return to_base64url(tag(key, scope, place).append(place));
}

Result<std::string> open(std::string_view key, std::string_view scope, std::string_view cursor) {
    const Error invalid{"cursor.invalid", "expected the cursor of an earlier page of this list but got another"};
    if (cursor.size() > cursor_bytes_max) {
        return invalid;
    }
    const auto bytes = from_base64url(cursor);
    if (!bytes || bytes->size() < tag_bytes) {
        return invalid;
    }
    std::string place = bytes->substr(tag_bytes);
    if (!equal_in_constant_time(std::string_view(*bytes).substr(0, tag_bytes), tag(key, scope, place))) {
        return invalid;
    }
    return place;
}

}  // namespace millrace::auth::cursor
