#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace millrace::guides {

inline std::string text_of(const std::string& path) {
    std::ifstream file(std::string(MILLRACE_SOURCE_DIR) + "/" + path);
    REQUIRE(file);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

inline bool begins_with(const std::string& text, const std::string& with) {
    return text.compare(0, with.size(), with) == 0;
}

struct Block {
    std::string language;
    int line = 0;  // of the fence
    std::string text;
};

// What stands between fences (```lua … ```), in order.
inline std::vector<Block> blocks_of(const std::string& guide) {
    std::vector<Block> blocks;
    std::istringstream lines(guide);
    bool inside = false;
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (begins_with(line, "```")) {
            if (!inside) {
                blocks.push_back({line.substr(3), number, ""});
            }
            inside = !inside;
        } else if (inside) {
            blocks.back().text += line + "\n";
        }
    }
    REQUIRE(!inside);
    return blocks;
}

// The paragraph or indented block that begins with these words, to the next empty line.
inline std::string paragraph_of(const std::string& guide, const std::string& beginning) {
    const std::size_t at = guide.find("\n" + beginning);
    REQUIRE(at != std::string::npos);
    return guide.substr(at + 1, guide.find("\n\n", at + 1) - at);
}

// `words` in backticks.
inline std::vector<std::string> quoted_in(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t open = text.find('`'); open != std::string::npos;) {
        const std::size_t close = text.find('`', open + 1);
        REQUIRE(close != std::string::npos);
        words.push_back(text.substr(open + 1, close - open - 1));
        open = text.find('`', close + 1);
    }
    return words;
}

}  // namespace millrace::guides
