#include "api/http/request.hpp"

#include "engine/base/assert.hpp"
#include "engine/base/text.hpp"

namespace millrace::http {
namespace {

const std::string* find(const std::vector<NamedText>& list, std::string_view name) {
    for (const NamedText& each : list) {
        if (each.name == name) {
            return &each.value;
        }
    }
    return nullptr;
}

}  // namespace

std::string_view Request::param(std::string_view name) const {
    const std::string* value = find(params, name);
    MILLRACE_ASSERT(value != nullptr);
    return *value;
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
    const std::string* value = find(query, name);
    return value != nullptr ? std::optional<std::string_view>(*value) : std::nullopt;
}

std::string_view Request::bearer_token() const {
    constexpr std::string_view scheme = "bearer ";
    const std::string_view value = header("authorization").value_or("");
    return same_name(value.substr(0, scheme.size()), scheme) ? trim(value.substr(scheme.size())) : std::string_view();
}

}  // namespace millrace::http
