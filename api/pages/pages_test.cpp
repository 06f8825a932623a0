#include "api/pages/pages.hpp"

#include <regex>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "api/pages/embedded.hpp"

namespace millrace::pages {
namespace {

const std::vector<std::string> page_paths = {"/", "/desk", "/reset", "/chat/web", "/api/docs"};

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

TEST_CASE("a browser finds the start page, the desk, and the chat of any channel") {
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
    for (const std::string& path : page_paths) {
        for (const std::string& asset : all_matches(find_page(path)->body, R"re((?:href|src)="(/assets/[^"]+)")re")) {
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
    CHECK(find_page("/")->policy.find("frame-ancestors 'none'") != std::string_view::npos);
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

}  // namespace millrace::pages
