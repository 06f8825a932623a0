// Who may include whom, and behind which folder each library stays.

#include <catch2/catch.hpp>

#include "tests/architecture/sources.hpp"

namespace millrace::architecture {
namespace {

struct Folder {
    std::string path;
    std::vector<std::string> may_include;  // and itself
};

// The first line that holds a file is the one that binds it.
const std::vector<Folder> directions = {
    {"engine/base", {}},
    {"engine/value", {"engine/base"}},
    {"engine/expression", {"engine/base", "engine/value"}},
    {"engine/flow", {"engine/base", "engine/value", "engine/expression"}},
    {"engine/node", {"engine/base", "engine/value", "engine/expression", "engine/flow"}},
    {"engine/check", {"engine/base", "engine/value", "engine/expression", "engine/flow", "engine/node"}},
    {"engine/script", {"engine/base", "engine/value", "engine/expression", "engine/flow", "engine/node"}},
    {"engine/run",
     {"engine/base", "engine/value", "engine/expression", "engine/flow", "engine/node", "engine/check",
      "engine/script"}},
    {"engine/desk", {"engine/base", "engine/value"}},
    // A node asks with effects and hears with signals.
    {"nodes", {"engine"}},
    // It receives the catalogue from the composition root.
    {"runtime", {"engine"}},
    // The composition root alone may know everything.
    {"api/app", {"engine", "nodes", "runtime", "api", "bench"}},
    {"api", {"engine", "runtime"}},
    {"tests", {"engine", "nodes", "runtime", "api"}},
    {"bench", {"engine", "nodes", "runtime", "api"}},
    {"examples", {"engine", "nodes", "runtime", "api"}},
};

struct Library {
    std::string header;  // how its headers begin
    std::vector<std::string> folders;
};

const std::vector<Library> walls = {
    {"sqlite3", {"runtime/store/sqlite"}},
    {"pqxx", {"runtime/store/postgres"}},
    {"lua.h", {"engine/script"}},
    {"lauxlib.h", {"engine/script"}},
    {"lualib.h", {"engine/script"}},
    {"tbb/", {"runtime/schedule"}},
    {"oneapi/", {"runtime/schedule"}},
    {"boost/beast", {"api/http", "api/ws", "runtime/effects/http"}},
    {"boost/asio", {"api/http", "api/ws", "runtime/effects/http"}},
    {"nlohmann/", {"engine/value", "api"}},
    {"prometheus/", {"runtime/observe"}},
    {"curl/", {"runtime/mail"}},
    {"zlib", {"api/pages"}},
    {"CLI/", {"api/app"}},
};

// The walls are about what ships: these may use a library to look at the product from outside.
const std::vector<std::string> outside_the_walls = {"tests", "bench", "examples"};

// Their headers take seconds to compile, so they are included where they are used.
const std::vector<std::string> too_heavy_for_headers = {"boost/beast", "boost/asio", "nlohmann/", "CLI/",
                                                        "prometheus/"};

struct Include {
    std::string target;
    bool quoted = false;  // ours are, those of libraries are not
};

Include include_of(std::string_view line) {
    const std::size_t hash = line.find_first_not_of(" \t");
    if (hash == std::string_view::npos || line[hash] != '#') {
        return {};
    }
    const std::size_t word = line.find("include", hash);
    const std::size_t open = line.find_first_of("<\"", hash);
    if (word == std::string_view::npos || open == std::string_view::npos) {
        return {};
    }
    const std::size_t close = line.find_first_of(">\"", open + 1);
    return {std::string(line.substr(open + 1, close - open - 1)), line[open] == '"'};
}

template <class Rule>
Breaches for_each_include(const Source& source, Rule&& rule) {
    Breaches breaches;
    for (std::size_t i = 0; i < source.without_comments.size(); ++i) {
        const Include include = include_of(source.without_comments[i]);
        const std::string broken = include.target.empty() ? "" : rule(include);
        if (!broken.empty()) {
            breaches.push_back({source.path, i + 1, broken});
        }
    }
    return breaches;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : ", ") + part;
    }
    return text.empty() ? "nothing" : text;
}

Breaches against_the_direction(const Source& source) {
    for (const Folder& folder : directions) {
        if (is_within(source.path, folder.path)) {
            return for_each_include(source, [&](const Include& include) -> std::string {
                if (!include.quoted || is_within(include.target, folder.path) ||
                    is_within_any(include.target, folder.may_include)) {
                    return "";
                }
                return folder.path + " may include itself and " + joined(folder.may_include) + ", but includes " +
                       include.target;
            });
        }
    }
    return {};
}

Breaches through_a_wall(const Source& source) {
    if (is_within_any(source.path, outside_the_walls)) {
        return {};
    }
    return for_each_include(source, [&](const Include& include) -> std::string {
        for (const Library& library : walls) {
            if (include.target.compare(0, library.header.size(), library.header) == 0 &&
                !is_within_any(source.path, library.folders)) {
                return include.target + " stays behind " + joined(library.folders);
            }
        }
        return "";
    });
}

Breaches heavy_headers(const Source& source) {
    if (source.path.find(".hpp") == std::string::npos || is_test(source)) {
        return {};
    }
    return for_each_include(source, [&](const Include& include) -> std::string {
        for (const std::string& heavy : too_heavy_for_headers) {
            if (include.target.compare(0, heavy.size(), heavy) == 0) {
                return include.target + " is slow to compile: include it in a .cpp, and forward-declare here";
            }
        }
        return "";
    });
}

Breaches in_all_sources(Breaches (*rule)(const Source&)) {
    Breaches all;
    for (const Source& source : all_sources()) {
        const Breaches more = is_cpp(source) ? rule(source) : Breaches{};
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

}  // namespace

TEST_CASE("a folder includes only what stands above it") {
    CHECK(listed(in_all_sources(against_the_direction)) == "");
}

TEST_CASE("each library stays behind its folder") {
    CHECK(listed(in_all_sources(through_a_wall)) == "");
}

TEST_CASE("headers that are slow to compile are not passed on") {
    CHECK(listed(in_all_sources(heavy_headers)) == "");
}

TEST_CASE("an include against the direction is found and named") {
    const Source node = make_source("nodes/routing/enqueue.cpp",
                                    "#include <string>\n"
                                    "// #include \"runtime/desk/queues.hpp\"\n"
                                    "#include \"engine/node/step.hpp\"\n"
                                    "#include \"runtime/desk/queues.hpp\"\n");
    CHECK(listed(against_the_direction(node)) ==
          "nodes/routing/enqueue.cpp:4: nodes may include itself and engine, but includes runtime/desk/queues.hpp\n");
    CHECK(against_the_direction(make_source("engine/desk/queue.hpp", "#include \"engine/run/id.hpp\"\n")).size() == 1);
    CHECK(against_the_direction(make_source("api/http/a.cpp", "#include \"nodes/catalogue.hpp\"\n")).size() == 1);
    CHECK(against_the_direction(make_source("api/app/a.cpp", "#include \"nodes/catalogue.hpp\"\n")).empty());
}

TEST_CASE("a library outside its folder is found and named") {
    CHECK(listed(through_a_wall(make_source("runtime/drive/lane.cpp", "#include <sqlite3.h>\n"))) ==
          "runtime/drive/lane.cpp:1: sqlite3.h stays behind runtime/store/sqlite\n");
    CHECK(through_a_wall(make_source("engine/script/state.cpp", "#include <lua.hpp>\n")).empty());
    CHECK(through_a_wall(make_source("engine/run/turn.cpp", "#include <lua.hpp>\n")).size() == 1);
    CHECK(heavy_headers(make_source("api/http/a.hpp", "#include <boost/beast/core.hpp>\n")).size() == 1);
}

}  // namespace millrace::architecture
