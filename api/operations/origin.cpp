#include "api/operations/origin.hpp"

namespace millrace::api {

Origin origin_of(const http::Request& request, std::string_view public_url) {
    Origin origin{std::string(request.header("origin").value_or("")), true};
    if (origin.text.empty()) {
        return origin;
    }
    const std::string_view text = origin.text;
    const std::size_t scheme = text.find("://");
    const std::string_view host = request.header("host").value_or("");
    const bool from_here =
        scheme != std::string_view::npos && !host.empty() && http::same_name(text.substr(scheme + 3), host);
    const std::string_view said = public_url.substr(0, public_url.find('/', public_url.find("://") + 3));
    origin.is_ours = from_here || (!said.empty() && http::same_name(text, said));
    return origin;
}

}  // namespace millrace::api
