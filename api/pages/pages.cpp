#include "api/pages/pages.hpp"

#include <map>

#include "api/pages/embedded.hpp"

namespace millrace::pages {
namespace {

constexpr std::string_view alone =
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
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

using Pages = std::map<std::string, Page, std::less<>>;

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
    const auto found = pages.find(path);
    return found == pages.end() ? nullptr : &found->second;
}

}  // namespace millrace::pages
