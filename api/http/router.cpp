#include "api/http/router.hpp"

#include <algorithm>
#include <map>

#include "engine/base/assert.hpp"

namespace millrace::http {

struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter;  // one segment
    std::unique_ptr<Node> rest;       // all that is left
    std::array<std::unique_ptr<Route>, method_count> routes;

    const Route* route_for(Method method) const {
        const auto& own = routes[static_cast<std::size_t>(method)];
        const auto& get = routes[static_cast<std::size_t>(Method::get)];
        return own || method != Method::head ? own.get() : get.get();
    }

    std::string allow() const {
        std::string list;
        for (std::size_t i = 0; i < method_count; ++i) {
            const auto method = static_cast<Method>(i);
            if (route_for(method) != nullptr) {
                list.append(to_text(method)).append(", ");
            }
        }
        return list.empty() ? list : list + "OPTIONS";
    }
};

namespace {

// "/a/b" → "a", then "b". What follows the last slash counts, even when empty.
std::string_view take_segment(std::string_view& path) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    return segment;
}

std::string decoded(std::string_view segment) {
    if (segment.find('%') == std::string_view::npos) {
        return std::string(segment);
    }
    return std::move(percent_decode(segment)).value();
}

template <class Node>
struct Search {
    Method method;
    std::vector<std::string> values;
    const Route* route = nullptr;
    const Node* wrong_method = nullptr;  // the path exists, for other methods

    bool ends_at(const Node& node) {
        route = node.route_for(method);
        if (route == nullptr && wrong_method == nullptr && !node.allow().empty()) {
            wrong_method = &node;
        }
        return route != nullptr;
    }

    bool descend(const Node& node, std::string_view path) {
        if (path.empty()) {
            return ends_at(node);
        }
        std::string_view after = path;
        const std::string segment = decoded(take_segment(after));
        if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
            if (descend(*literal->second, after)) {
                return true;
            }
        }
        if (node.parameter && !segment.empty()) {
            values.push_back(segment);
            if (descend(*node.parameter, after)) {
                return true;
            }
            values.pop_back();
        }
        if (node.rest) {
            values.push_back(decoded(path.substr(1)));
            if (ends_at(*node.rest)) {
                return true;
            }
            values.pop_back();
        }
        return false;
    }
};

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

Route& Router::place(Method method, std::string_view pattern) {
    MILLRACE_ASSERT(!pattern.empty() && pattern.front() == '/' && method != Method::other && method != Method::options);
    Node* node = root_.get();
    auto route = std::make_unique<Route>();
    route->pattern = std::string(pattern);
    for (std::string_view left = pattern; !left.empty();) {
        std::string_view segment = take_segment(left);
        if (segment.size() < 2 || segment.front() != '{' || segment.back() != '}') {
            auto& literal = node->literals[std::string(segment)];
            if (!literal) {
                literal = std::make_unique<Node>();
            }
            node = literal.get();
            continue;
        }
        std::string_view name = segment.substr(1, segment.size() - 2);
        auto* child = &node->parameter;
        if (name.size() > 3 && name.substr(name.size() - 3) == "...") {
            MILLRACE_ASSERT(left.empty());
            name.remove_suffix(3);
            child = &node->rest;
        }
        if (!*child) {
            *child = std::make_unique<Node>();
        }
        node = child->get();
        route->names.emplace_back(name);
    }
    auto& slot = node->routes[static_cast<std::size_t>(method)];
    MILLRACE_ASSERT(!slot);  // two handlers for one call
    slot = std::move(route);
    return *slot;
}

void Router::add(Method method, std::string_view pattern, Handler handler, RouteOptions options) {
    Route& route = place(method, pattern);
    route.handler = std::move(handler);
    route.options = options;
}

void Router::add_upgrade(std::string_view pattern, UpgradeHandler handler) {
    place(Method::get, pattern).upgrade = std::move(handler);
}

Router::Match Router::match(Method method, std::string_view path) const {
    Match match;
    if (path == "*") {
        match.allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
        return match;
    }
    Search<Node> search{.method = method, .values = {}};
    if (search.descend(*root_, path)) {
        match.route = search.route;
        for (std::size_t i = 0; i < search.values.size(); ++i) {
            match.params.push_back({search.route->names[i], std::move(search.values[i])});
        }
    } else if (search.wrong_method != nullptr) {
        match.allow = search.wrong_method->allow();
    }
    return match;
}

}  // namespace millrace::http
