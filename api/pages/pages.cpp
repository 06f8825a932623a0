#include "api/pages/pages.hpp"

#include <algorithm>
#include <map>

#include "api/pages/embedded.hpp"
#include "api/pages/studio_files.hpp"

namespace millrace::pages {
namespace {

constexpr std::string_view alone =
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
// The studio's components set styles, and its editor of scripts checks in a worker.
constexpr std::string_view of_the_studio =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";
constexpr std::string_view framed = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'";

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string_view content_type_of(std::string_view name) {
    if (ends_with(name, ".html")) {
        return "text/html; charset=utf-8";
    }
    if (ends_with(name, ".css")) {
        return "text/css; charset=utf-8";
    }
    if (ends_with(name, ".svg")) {
        return "image/svg+xml";
    }
    if (ends_with(name, ".png")) {
        return "image/png";
    }
    if (ends_with(name, ".woff2")) {
        return "font/woff2";
    }
    if (ends_with(name, ".json")) {
        return "application/json";
    }
    return "text/javascript; charset=utf-8";
}

// Pages have addresses that people type; all else is an asset under its own name.
std::string path_of(std::string_view name) {
    if (name == "start/index.html") {
        return "/";
    }
    if (name == "desk/desk.html") {
        return "/desk";
    }
    if (name == "docs/docs.html") {
        return "/api/docs";
    }
    if (name == "reset/reset.html") {
        return "/reset";
    }
    if (name == "chat/chat.html") {
        return "/chat/";
    }
    if (name == "widget/widget.js") {
        return "/widget.js";
    }
    return "/assets/" + std::string(name);
}

// Rooms of the studio; each holds the addresses below it, too.
const std::vector<std::string> rooms = {"/flows",  "/runs",    "/templates", "/node-types",
                                        "/health", "/profile", "/login",     "/forgot"};

bool is_in_a_room(std::string_view path) {
    return std::any_of(rooms.begin(), rooms.end(), [&](std::string_view room) {
        return path.substr(0, room.size()) == room && (path.size() == room.size() || path[room.size()] == '/');
    });
}

using Pages = std::map<std::string, Page, std::less<>>;

void add_studio(Pages& pages) {
    const Studio built = studio();
    for (const StudioFile& file : built.files) {
        Page page;
        page.content_type = content_type_of(file.name);
        page.body = {built.bytes + file.begin, file.size};
        page.is_packed = file.is_packed;
        page.etag = '"' + std::string(file.digest) + '"';
        if (file.name == "index.html") {
            page.policy = of_the_studio;
            pages["/"] = std::move(page);
        } else {
            page.cache_control = never_changes;
            pages.emplace('/' + std::string(file.name), std::move(page));
        }
    }
}

Pages all_pages() {
    Pages pages;
    for (std::size_t i = 0; i < embedded_files_count; ++i) {
        const EmbeddedFile& file = embedded_files[i];
        Page page;
        page.content_type = content_type_of(file.name);
        page.body = file.bytes;
        page.etag = '"' + std::string(file.digest) + '"';
        page.may_be_framed = file.name == "chat/chat.html";
        if (ends_with(file.name, ".html")) {
            page.policy = page.may_be_framed ? framed : alone;
        }
        pages.emplace(path_of(file.name), std::move(page));
    }
    add_studio(pages);
    return pages;
}

}  // namespace

const Page* find_page(std::string_view path) {
    static const Pages pages = all_pages();
    constexpr std::string_view chat = "/chat/";
    if (path.substr(0, chat.size()) == chat) {
        const std::string_view channel = path.substr(chat.size());
        const bool is_one_word = !channel.empty() && channel.find('/') == std::string_view::npos;
        return is_one_word ? &pages.find(chat)->second : nullptr;
    }
    const auto found = pages.find(has_studio() && is_in_a_room(path) ? "/" : path);
    return found == pages.end() ? nullptr : &found->second;
}

const std::vector<std::string>& page_routes() {
    static const std::vector<std::string> routes = [] {
        std::vector<std::string> all = {"/",
                                        "/desk",
                                        "/reset",
                                        "/api/docs",
                                        "/chat/{channel}",
                                        "/widget.js",
                                        "/assets/{rest...}",
                                        "/studio/{rest...}"};
        for (const std::string& room : rooms) {
            all.push_back(room);
            all.push_back(room + "/{rest...}");
        }
        return all;
    }();
    return routes;
}

bool has_studio() {
    return !studio().files.empty();
}

}  // namespace millrace::pages
