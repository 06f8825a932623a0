// The house is tidy: nothing too long, nothing without its companions, nothing that only its author understands.

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include <catch2/catch.hpp>

#include "tests/architecture/sources.hpp"

namespace millrace::architecture {
namespace {

constexpr std::size_t lines_max = 500;

// Longer than that, each with its reason.
const std::map<std::string, std::string> long_for_a_reason = {
    {"studio/src/api/schema.ts", "written from the server's description"}};

const std::set<std::string> endings_of_sources = {".cpp", ".hpp", ".lua",  ".js", ".mjs", ".ts",
                                                  ".tsx", ".css", ".html", ".sh", ".py"};

Breaches too_long(const Source& source) {
    if (endings_of_sources.count(std::filesystem::path(source.path).extension().string()) == 0 ||
        source.lines.size() <= lines_max || long_for_a_reason.count(source.path) != 0) {
        return {};
    }
    return {{source.path, source.lines.size(),
             "expected at most " + std::to_string(lines_max) +
                 " lines, but there are more: split it along a noun, or list it in tidiness_test.cpp with a reason"}};
}

// Licence and authors stand in LICENSE and in the history; a source begins with meaning.
Breaches banner(const Source& source) {
    if (endings_of_sources.count(std::filesystem::path(source.path).extension().string()) == 0) {
        return {};
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(source.lines.size(), 10); ++i) {
        for (const char* word : {"Copyright", "SPDX-", "Licensed under", "@author"}) {
            if (source.lines[i].find(word) != std::string::npos) {
                return {{source.path, i + 1, std::string("sources carry no banner, but this one says ") + word}};
            }
        }
    }
    return {};
}

// A tracker's numbers and one machine's folders mean nothing to who reads this in ten years.
Breaches private_talk(const Source& source) {
    struct Pattern {
        std::string hint;  // a cheap look before the slow one
        std::regex pattern;
        std::string rule;
    };
    static const std::vector<Pattern> patterns = {
        {"ssue", std::regex(R"(\b[Ii]ssues?\s+(no\.?\s*|number\s*)?#?[0-9]+)"),
         "name what it is about, not an issue's number"},
        {"(#", std::regex(R"(\(#[0-9]+\))"), "name what it is about, not an issue's number"},
        {"/tmp/build", std::regex(R"(/tmp/build[-])"), "this path exists on one machine only"},
    };
    Breaches breaches;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        for (const Pattern& each : patterns) {
            if (source.lines[i].find(each.hint) != std::string::npos &&
                std::regex_search(source.lines[i], each.pattern)) {
                breaches.push_back({source.path, i + 1, each.rule});
            }
        }
    }
    return breaches;
}

bool makes_a_node_type(const Source& source) {
    if (!is_within(source.path, "nodes") || is_test(source)) {
        return false;
    }
    if (is_within(source.path, "nodes/lua")) {
        return source.path.size() > 4 && source.path.compare(source.path.size() - 4, 4, ".lua") == 0;
    }
    return is_cpp(source) && std::any_of(source.code.begin(), source.code.end(), [](const std::string& line) {
               return line.rfind("NodeType ", 0) == 0 && line.find('{') != std::string::npos;
           });
}

Breaches without_companions(const std::vector<Source>& sources) {
    std::set<std::string> paths;
    for (const Source& source : sources) {
        paths.insert(source.path);
    }
    Breaches breaches;
    for (const Source& source : sources) {
        if (!makes_a_node_type(source)) {
            continue;
        }
        for (const char* ending : {".md", ".flowtest"}) {
            const std::string companion = std::filesystem::path(source.path).replace_extension(ending).generic_string();
            if (paths.count(companion) == 0) {
                breaches.push_back({source.path, 1, "a node type has help and cases, but there is no " + companion});
            }
        }
    }
    return breaches;
}

// A case that no node owns is never played for what it says.
Breaches orphans(const std::vector<Source>& sources) {
    std::set<std::string> owned;
    for (const Source& source : sources) {
        if (makes_a_node_type(source)) {
            const std::string stem = std::filesystem::path(source.path).replace_extension().generic_string();
            owned.insert(stem + ".flowtest");
            owned.insert(stem + "_in_a_flow.flowtest");  // for what shows only between other nodes
        }
    }
    Breaches breaches;
    for (const Source& source : sources) {
        if (is_within(source.path, "nodes") && std::filesystem::path(source.path).extension() == ".flowtest" &&
            owned.count(source.path) == 0) {
            breaches.push_back({source.path, 1, "cases lie beside their node type, but there is none of this name"});
        }
    }
    return breaches;
}

Breaches in_all_sources(Breaches (*rule)(const Source&)) {
    Breaches all;
    for (const Source& source : all_sources()) {
        const Breaches more = rule(source);
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

}  // namespace

TEST_CASE("no source is so long that it needs a table of contents") {
    CHECK(listed(in_all_sources(too_long)) == "");
}

TEST_CASE("a file that is listed as long is there and is long") {
    for (const auto& listed_file : long_for_a_reason) {
        const auto& sources = all_sources();
        const auto found = std::find_if(sources.begin(), sources.end(),
                                        [&](const Source& source) { return source.path == listed_file.first; });
        INFO(listed_file.first);
        REQUIRE(found != sources.end());
        CHECK(found->lines.size() > lines_max);
    }
    CHECK(all_sources().size() > 50);  // the tree was found at all
}

TEST_CASE("sources begin with meaning") {
    CHECK(listed(in_all_sources(banner)) == "");
}

TEST_CASE("the tree speaks of no tracker and of no one machine") {
    CHECK(listed(in_all_sources(private_talk)) == "");
}

TEST_CASE("every node type has help and cases, and every case its node type") {
    CHECK(listed(without_companions(all_sources())) == "");
    CHECK(listed(orphans(all_sources())) == "");
}

TEST_CASE("untidiness is found and named") {
    CHECK(listed(private_talk(make_source("README.md",
                                          "as in iss"
                                          "ue 12\nfine\n"))) ==
          "README.md:1: name what it is about, not an issue's number\n");
    CHECK(banner(make_source("engine/run/a.cpp",
                             "// Copy"
                             "right 2026 by somebody\n"))
              .size() == 1);
    CHECK(too_long(make_source("engine/run/a.cpp", std::string(lines_max + 1, '\n'))).size() == 1);
    CHECK(too_long(make_source("engine/run/a.cpp", std::string(lines_max, '\n'))).empty());

    const std::vector<Source> lonely = {make_source("nodes/routing/enqueue.cpp", "NodeType enqueue() {\n"),
                                        make_source("nodes/routing/enqueue.md", "# Help\n"),
                                        make_source("nodes/routing/dequeue.flowtest", "# what: nothing\n")};
    CHECK(listed(without_companions(lonely)) ==
          "nodes/routing/enqueue.cpp:1: a node type has help and cases, but there is no "
          "nodes/routing/enqueue.flowtest\n");
    CHECK(orphans(lonely).size() == 1);
}

}  // namespace millrace::architecture
