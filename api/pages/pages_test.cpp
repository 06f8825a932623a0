#include "api/pages/pages.hpp"

#include <regex>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "api/pages/embedded.hpp"
#include "api/pages/studio_files.hpp"
#include "api/pages/unpack.hpp"

namespace millrace::pages {
namespace {

const std::vector<std::string> page_paths = {"/desk", "/reset", "/chat/web", "/api/docs"};

// What "/" is without the studio.
Page start_page() {
    for (std::size_t i = 0; i < embedded_files_count; ++i) {
        if (embedded_files[i].name == "start/index.html") {
            Page page;
            page.body = embedded_files[i].bytes;
            return page;
        }
    }
    return {};
}

std::string whole(const Page& page) {
    return page.is_packed ? unpacked(page.body) : std::string(page.body);
}

std::vector<std::string> all_matches(std::string_view text, const std::string& pattern) {
    const std::string held(text);
    const std::regex expression(pattern);
    std::vector<std::string> found;
    for (std::sregex_iterator each(held.begin(), held.end(), expression), end; each != end; ++each) {
        found.push_back((*each)[1]);
    }
    return found;
}

// "../shared/api.js" as said in /assets/chat/chat.js
std::string resolved(const std::string& from, const std::string& import) {
    std::string folder = from.substr(0, from.rfind('/'));
    std::string rest = import;
    while (rest.rfind("../", 0) == 0) {
        folder = folder.substr(0, folder.rfind('/'));
        rest = rest.substr(3);
    }
    if (rest.rfind("./", 0) == 0) {
        rest = rest.substr(2);
    }
    return folder + '/' + rest;
}

// Adds a script and everything it imports, and checks that each is there.
void follow_imports(const std::string& path, std::set<std::string>& seen) {
    INFO(path);
    const Page* script = find_page(path);
    REQUIRE(script != nullptr);
    if (!seen.insert(path).second) {
        return;
    }
    for (const std::string& import : all_matches(script->body, R"re(import [^;]*?'(\.[^']+)')re")) {
        follow_imports(resolved(path, import), seen);
    }
}

}  // namespace

TEST_CASE("a browser finds the desk, and the chat of any channel") {
    for (const std::string& path : page_paths) {
        INFO(path);
        const Page* page = find_page(path);
        REQUIRE(page != nullptr);
        CHECK(page->content_type == "text/html; charset=utf-8");
        CHECK(page->body.substr(0, 15) == "<!doctype html>");
    }
    CHECK(find_page("/chat/web") == find_page("/chat/shop_de"));
}

TEST_CASE("what is no page is not found") {
    for (const char* path : {"", "/chat/", "/chat", "/chat/web/more", "/desk/", "/assets/", "/assets/chat/chat.html",
                             "/assets/../pages.cpp", "//desk"}) {
        INFO(path);
        CHECK(find_page(path) == nullptr);
    }
}

TEST_CASE("everything a page loads is there, and everything there is loaded by a page") {
    std::set<std::string> loaded = {"/widget.js"};
    std::vector<std::string> bodies = {std::string(start_page().body)};
    for (const std::string& path : page_paths) {
        bodies.emplace_back(find_page(path)->body);
    }
    for (const std::string& body : bodies) {
        for (const std::string& asset : all_matches(body, R"re((?:href|src)="(/assets/[^"]+)")re")) {
            follow_imports(asset, loaded);
        }
    }
    for (std::size_t i = 0; i < embedded_files_count; ++i) {
        const std::string name(embedded_files[i].name);
        if (name.find(".html") == std::string::npos && name != "widget/widget.js") {
            INFO(name);
            CHECK(loaded.count("/assets/" + name) == 1);
        }
    }
}

TEST_CASE("the pages keep to their own policy: no script and no style stands in the HTML") {
    for (const std::string& path : page_paths) {
        INFO(path);
        const Page* page = find_page(path);
        CHECK(page->policy.find("default-src 'self'") == 0);
        CHECK(page->policy.find("unsafe") == std::string_view::npos);
        CHECK(all_matches(page->body, R"re((<style|<script(?! type="module" src=)| style=| on[a-z]+=))re").empty());
    }
}

TEST_CASE("no script makes HTML out of text, so what a customer types stays text") {
    for (std::size_t i = 0; i < embedded_files_count; ++i) {
        INFO(embedded_files[i].name);
        if (embedded_files[i].name != "widget/widget.js") {  // whose one template holds nothing from outside
            CHECK(all_matches(embedded_files[i].bytes,
                              R"re((innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function))re")
                      .empty());
        }
    }
}

TEST_CASE("only the chat may stand in a frame of another site") {
    CHECK(find_page("/desk")->policy.find("frame-ancestors 'none'") != std::string_view::npos);
    CHECK(find_page("/chat/web")->policy.find("frame-ancestors") == std::string_view::npos);
    CHECK(find_page("/chat/web")->may_be_framed);
}

TEST_CASE("the widget stays small, for it loads on other people's pages") {
    CHECK(find_page("/widget.js")->body.size() < 6'000);
}

TEST_CASE("a file that changes gets another etag") {
    std::set<std::string> etags;
    for (std::size_t i = 0; i < embedded_files_count; ++i) {
        etags.insert(std::string(embedded_files[i].digest));
    }
    CHECK(etags.size() == embedded_files_count);
    CHECK(find_page("/desk")->etag.front() == '"');
    CHECK(find_page("/desk")->etag.size() == 18);
}

TEST_CASE("every room of the studio is the same page, also below the room's own address") {
    if (!has_studio()) {
        CHECK(find_page("/")->body == start_page().body);  // which says what is missing
        CHECK(find_page("/flows") == nullptr);
        return;
    }
    const Page* page = find_page("/");
    CHECK(page->content_type == "text/html; charset=utf-8");
    CHECK(whole(*page).substr(0, 15) == "<!doctype html>");
    CHECK(page->cache_control == asked_again);
    for (const char* path : {"/flows", "/flows/triage", "/flows/triage/versions", "/runs", "/runs/7/what", "/templates",
                             "/node-types/flow.end", "/health", "/profile", "/login", "/forgot"}) {
        INFO(path);
        CHECK(find_page(path) == page);
    }
    for (const char* path : {"/flow", "/flowsy", "/studio/none.js", "/studio/", "/index.html", "/healthz"}) {
        INFO(path);
        CHECK(find_page(path) == nullptr);
    }
}

TEST_CASE("what the studio's page loads is there under a name that changes with its bytes, and may be kept for ever") {
    if (!has_studio()) {
        return;
    }
    const std::vector<std::string> loaded =
        all_matches(whole(*find_page("/")), R"re((?:href|src)="(/studio/[^"]+)")re");
    CHECK(!loaded.empty());
    for (const std::string& path : loaded) {
        INFO(path);
        const Page* file = find_page(path);
        REQUIRE(file != nullptr);
        CHECK(file->cache_control == never_changes);
        CHECK(std::regex_search(path, std::regex(R"(-[A-Za-z0-9_-]{8}\.)")));
        CHECK(file->is_packed);
        CHECK(whole(*file).size() > file->body.size());
    }
}

TEST_CASE("the studio runs no script but its own, and stands in no frame") {
    if (!has_studio()) {
        return;
    }
    const Page* page = find_page("/");
    CHECK(page->policy.find("default-src 'self'; style-src 'self' 'unsafe-inline'") == 0);
    CHECK(page->policy.find("unsafe-eval") == std::string_view::npos);
    CHECK(page->policy.find("frame-ancestors 'none'") != std::string_view::npos);
    CHECK(all_matches(whole(*page), R"re((<script(?! type="module" crossorigin src=)| on[a-z]+=))re").empty());
}

}  // namespace millrace::pages
