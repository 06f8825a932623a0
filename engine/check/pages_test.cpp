// Each public code has a page in docs/errors/, and each page a code.

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace fs = std::filesystem;

namespace {

// The codes that begin with a prefix, as the sources of these folders spell them. To ask it of more codes, add a line.
struct Family {
    const char* prefix;
    std::vector<const char*> folders;
    // What follows a code. Where events and permissions look like codes, it is the message that tells them apart.
    const char* followed_by = "";
    std::set<std::string> no_codes = {};
};
constexpr const char* a_message = R"(,\s*(fmt::format\(\s*)?"expected )";
const Family families[] = {
    {"flow.", {"engine/flow", "engine/expression", "engine/node", "engine/check", "engine/run"}},
    {"json.", {"engine/value"}},
    {"expression.", {"engine/expression"}},
    {"script.", {"engine/script", "engine/run"}, "", {"script.lua"}},  // that is a node type
    {"run.", {"engine/run", "runtime", "api"}, a_message},
    {"node_type.", {"runtime/publish", "api/operations"}, a_message},
    {"choices.", {"api/operations"}},
    {"text.", {"api/operations"}, a_message},
    {"review.", {"runtime", "api"}, a_message},
    {"flow_test.", {"runtime", "api"}, a_message},
    {"simulation.", {"runtime", "api"}, a_message},
};

const fs::path root = fs::path(CHECK_FOLDER).parent_path().parent_path();

bool is_source(const fs::path& path) {
    const std::string name = path.filename().string();
    return (path.extension() == ".cpp" || path.extension() == ".hpp") && name.find("_test.") == std::string::npos;
}

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::set<std::string> codes_of(const Family& family) {
    const std::regex code("\"(" + std::string(family.prefix) + "[a-z0-9_]+)\"" + family.followed_by);
    std::set<std::string> codes;
    for (const char* folder : family.folders) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            if (!is_source(entry.path())) {
                continue;
            }
            const std::string text = text_of(entry.path());
            for (std::sregex_iterator found(text.begin(), text.end(), code), end; found != end; ++found) {
                if (family.no_codes.count((*found)[1].str()) == 0) {
                    codes.insert((*found)[1].str());
                }
            }
        }
    }
    return codes;
}

std::set<std::string> pages_of(const Family& family) {
    std::set<std::string> pages;
    for (const auto& entry : fs::directory_iterator(root / "docs" / "errors")) {
        if (entry.path().filename().string().rfind(family.prefix, 0) == 0) {
            pages.insert(entry.path().stem().string());
        }
    }
    return pages;
}

}  // namespace

TEST_CASE("each code has a page that says what to do, and each page a code") {
    for (const Family& family : families) {
        const auto codes = codes_of(family);
        const auto pages = pages_of(family);
        INFO(family.prefix);
        CHECK(codes.size() >= pages.size());
        CHECK(!pages.empty());
        for (const std::string& code : codes) {
            INFO("docs/errors/" << code << ".md is missing: write it");
            CHECK(pages.count(code) == 1);
        }
        for (const std::string& page : pages) {
            INFO("no source has the code " << page << ": remove its page, or mend the code");
            CHECK(codes.count(page) == 1);
            const std::string text = text_of(root / "docs" / "errors" / (page + ".md"));
            CHECK(text.rfind("# " + page + "\n", 0) == 0);
            CHECK(text.find("\n## Example\n") != std::string::npos);
            CHECK(text.find("\n## What to do\n") != std::string::npos);
        }
    }
}
