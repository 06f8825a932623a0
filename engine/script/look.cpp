#include "engine/script/look.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/base/text.hpp"
#include "engine/base/utf8.hpp"
#include "engine/script/chunk.hpp"
#include "engine/script/limits.hpp"
#include "engine/script/sandbox/error_text.hpp"
#include "engine/script/scan.hpp"

namespace millrace::script {
namespace {

struct Bytes {
    std::size_t at = 0;
    std::size_t size = 0;
};

ScriptProblem problem_at(const std::string& source, Bytes where, std::string code, std::string message) {
    ScriptProblem problem;
    const std::string_view before = std::string_view(source).substr(0, where.at);
    const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
    problem.line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    problem.column = 1 + static_cast<int>(std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_begin),
                                                        before.end(), begins_code_point));
    problem.place = place_in(source, where.at, where.size);
    problem.code = std::move(code);
    problem.message = std::move(message);
    return problem;
}

// "line 3: expected …" says what it is about twice, once a place goes with it.
std::string without_line(std::string_view message) {
    const std::size_t colon = message.find(": ");
    const bool numbered = message.rfind("line ", 0) == 0 && colon != std::string_view::npos;
    return std::string(numbered ? message.substr(colon + 2) : message);
}

Bytes line_of(std::string_view source, int line) {
    std::size_t begin = 0;
    for (int i = 1; i < line && begin < source.size(); ++i) {
        begin = std::min(source.find('\n', begin), source.size() - 1) + 1;
    }
    const std::size_t first = std::min(source.find_first_not_of(" \t", begin), source.size());
    const std::size_t end = std::min(source.find_first_of("\r\n", first), source.size());
    return {first, end - first};
}

// Lua's compiler says near what it stopped, and has read no further than that.
Bytes place_of_syntax_error(const std::string& source, const Error& error) {
    constexpr std::string_view near = " near '";
    const std::string_view message = error.message;
    const std::size_t read = Chunk::read_until_error(source, Chunk::Shape::body);
    if (message.ends_with(" near <eof>")) {
        return {source.size(), 0};
    }
    const std::size_t said = message.rfind(near);
    if (said == std::string_view::npos || !message.ends_with('\'')) {
        int line = 0;
        for (std::size_t i = 5; i < message.size() && message[i] >= '0' && message[i] <= '9'; ++i) {
            line = std::min(line * 10 + (message[i] - '0'), 1'000'000);
        }
        return line_of(source, line);
    }
    const std::string_view token = message.substr(said + near.size(), message.size() - said - near.size() - 1);
    const std::size_t at = read < token.size() ? std::string::npos : source.rfind(token, read - token.size());
    // A letter that is no token is said by its number.
    return at == std::string::npos ? Bytes{read > 0 ? read - 1 : 0, 1} : Bytes{at, token.size()};
}

std::optional<ScriptProblem> problem_of_compiling(const std::string& code) {
    std::string_view refused;
    if (code.size() <= source_bytes_max) {
        if (const auto scanned = scan(code, &refused); !scanned) {
            const Bytes where{static_cast<std::size_t>(refused.data() - code.data()), refused.size()};
            return problem_at(code, where, scanned.error().code, without_line(scanned.error().message));
        }
    }
    const Result<ChunkPtr> chunk = Chunk::compile(code, Chunk::Shape::body);
    if (chunk) {
        return std::nullopt;
    }
    const Error& error = chunk.error();
    const Bytes where = error.code == "script.invalid" ? place_of_syntax_error(code, error) : Bytes{0, 0};
    return problem_at(code, where, error.code, without_line(error.message));
}

}  // namespace

std::vector<ScriptProblem> look_at_script(const std::string& code,
                                          const std::optional<std::vector<std::string>>& wired) {
    if (auto problem = problem_of_compiling(code)) {
        return {std::move(*problem)};
    }
    std::vector<ScriptProblem> problems;
    for (const std::string_view name : wired ? returned_names(code) : std::vector<std::string_view>()) {
        if (std::find(wired->begin(), wired->end(), name) != wired->end()) {
            continue;
        }
        const std::string near = closest(name, *wired);
        const Bytes where{static_cast<std::size_t>(name.data() - code.data()), name.size()};
        problems.push_back(problem_at(
            code, where, "script.unknown_output",
            fmt::format("expected an output that is wired{} but the script leaves by '{}'{}",
                        wired->empty() ? "" : fmt::format(" ({})", fmt::join(*wired, ", ")), printable(name, 60),
                        near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near))));
    }
    return problems;
}

std::vector<std::string> outputs_named_in(const std::string& code) {
    std::vector<std::string> names;
    if (!scan(code)) {
        return names;
    }
    for (const std::string_view name : returned_names(code)) {
        if (is_key(name) && std::find(names.begin(), names.end(), name) == names.end()) {
            names.emplace_back(name);
        }
    }
    return names;
}

}  // namespace millrace::script
