#include "tests/architecture/sources.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>
#include <sstream>

namespace millrace::architecture {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> skipped_folders = {"build", "data", ".git", "node_modules", "__pycache__", ".cache"};
const std::set<std::string> text_endings = {".cpp",  ".hpp", ".lua",   ".js",       ".mjs", ".ts",   ".tsx",
                                            ".html", ".css", ".sh",    ".py",       ".md",  ".json", ".yml",
                                            ".sql",  ".txt", ".cmake", ".flowtest", ""};

bool in_identifier(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> lines;
    std::istringstream in{std::string(text)};
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

// A blank for each byte that goes, so that lines and columns stay where they were.
std::string blanked(std::string_view text, bool strings_too) {
    std::string out(text);
    auto blank = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < std::min(to, out.size()); ++i) {
            if (out[i] != '\n') {
                out[i] = ' ';
            }
        }
    };
    auto end_of = [&](std::string_view closing, std::size_t from) {
        const std::size_t at = text.find(closing, from);
        return at == std::string_view::npos ? text.size() : at + closing.size();
    };
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t next = at + 1;
        if (text.substr(at, 2) == "//") {
            next = std::min(text.find('\n', at), text.size());
            blank(at, next);
        } else if (text.substr(at, 2) == "/*") {
            next = end_of("*/", at + 2);
            blank(at, next);
        } else if (text.substr(at, 2) == "R\"" && (at == 0 || !in_identifier(text[at - 1]))) {
            const std::size_t open = std::min(text.find('(', at), text.size());
            const std::string closing = ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"";
            next = end_of(closing, open);
            if (strings_too) {
                blank(at + 2, next - 1);
            }
        } else if (text[at] == '\'' && at > 0 && in_identifier(text[at - 1])) {
            // a digit separator: 1'000
        } else if (text[at] == '"' || text[at] == '\'') {
            while (next < text.size() && text[next] != text[at] && text[next] != '\n') {
                next += text[next] == '\\' ? 2 : 1;
            }
            if (strings_too) {
                blank(at + 1, next);
            }
            ++next;
        }
        at = next;
    }
    return out;
}

std::vector<Source> read_tree(const fs::path& root) {
    std::vector<Source> sources;
    for (auto at = fs::recursive_directory_iterator(root); at != fs::recursive_directory_iterator(); ++at) {
        const fs::path& path = at->path();
        if (at->is_directory()) {
            if (skipped_folders.count(path.filename().string()) != 0) {
                at.disable_recursion_pending();
            }
        } else if (at->is_regular_file() && text_endings.count(path.extension().string()) != 0) {
            std::ifstream in(path, std::ios::binary);
            std::stringstream text;
            text << in.rdbuf();
            sources.push_back(make_source(fs::relative(path, root).generic_string(), text.str()));
        }
    }
    std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) { return a.path < b.path; });
    return sources;
}

}  // namespace

Source make_source(std::string path, std::string_view text) {
    Source source{std::move(path), split(text)};
    if (is_cpp(source)) {
        source.without_comments = split(blanked(text, false));
        source.code = split(blanked(text, true));
    }
    return source;
}

const std::vector<Source>& all_sources() {
    static const std::vector<Source> sources = read_tree(MILLRACE_SOURCE_DIR);
    return sources;
}

bool is_cpp(const Source& source) {
    const fs::path ending = fs::path(source.path).extension();
    return ending == ".cpp" || ending == ".hpp";
}

bool is_test(const Source& source) {
    return is_within(source.path, "tests") || source.path.find("_test.") != std::string::npos;
}

bool is_within(std::string_view path, std::string_view folder) {
    return path.substr(0, folder.size()) == folder && (path.size() == folder.size() || path[folder.size()] == '/');
}

bool is_within_any(std::string_view path, const std::vector<std::string>& folders) {
    return std::any_of(folders.begin(), folders.end(), [&](const std::string& f) { return is_within(path, f); });
}

bool mentions(std::string_view line, std::string_view word) {
    for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool begins = at == 0 || !in_identifier(line[at - 1]) || !in_identifier(word.front());
        const bool ends = end == line.size() || !in_identifier(line[end]) || !in_identifier(word.back());
        if (begins && ends) {
            return true;
        }
    }
    return false;
}

std::string listed(const Breaches& breaches) {
    std::string text;
    for (const Breach& breach : breaches) {
        text += breach.path + ":" + std::to_string(breach.line) + ": " + breach.rule + "\n";
    }
    return text;
}

}  // namespace millrace::architecture
