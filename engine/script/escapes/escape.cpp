#include "engine/script/escapes/escape.hpp"

#include <ctime>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string_view>

#include "engine/script/fake_context.hpp"
#include "engine/script/node.hpp"
#include "engine/value/json.hpp"

namespace millrace::script {
namespace {

std::string directive(const std::string& text, const std::string& name) {
    const std::string head = "-- " + name + ": ";
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line) && line.rfind("--", 0) == 0;) {
        if (line.rfind(head, 0) == 0) {
            return line.substr(head.size());
        }
    }
    return {};
}

std::string from_hex(const std::string& digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

Escape read_escape(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    Escape escape;
    escape.name = path.stem().string();
    escape.verdict = directive(text, "verdict");
    escape.brick = directive(text, "brick");
    escape.is_type = directive(text, "form") == "type";
    if (const std::string bytes = directive(text, "bytes"); !bytes.empty()) {
        text = from_hex(bytes);
    }
    if (const std::string pad = directive(text, "pad"); !pad.empty()) {
        text += "\n--" + std::string(std::stoul(pad), 'x') + "\n";
    }
    escape.source = std::move(text);
    return escape;
}

std::string verdict_of(const Error& error) {
    if (error.code == "script.invalid") {
        return "compile_error " + error.message;
    }
    if (error.code == "script.failed") {
        return "runtime_error " + error.message;
    }
    return error.code + " " + error.message;
}

// One call of the attack, which may be repeated.
using Attack = std::function<Result<Value>(const FakeContext&)>;

Result<Attack> attack_of(const Escape& escape) {
    if (!escape.is_type) {
        const Result<ChunkPtr> chunk = Chunk::compile(escape.source, Chunk::Shape::body);
        if (!chunk) {
            return chunk.error();
        }
        return Attack([chunk](const FakeContext& context) { return evaluate(**chunk, context.org_value, &context); });
    }
    const NodeFile file = load_node_type(escape.source);
    if (!file.ok()) {
        return file.problems.front();
    }
    return Attack([behavior = file.type.behavior](const FakeContext& context) -> Result<Value> {
        Step step = behavior->enter(behavior->prepare(Map{}).get(), context);
        if (step.kind == Step::Kind::fail) {
            return Error{std::move(step.code), std::move(step.message)};
        }
        return Value(step.output);
    });
}

std::string run_once(const Escape& escape) {
    const Result<Attack> attack = attack_of(escape);
    if (!attack) {
        return verdict_of(attack.error());
    }
    FakeContext context;
    context.vars.set("tries", 1);
    context.vars.set("order", Map{{"id", 7}, {"items", List{"a", "b"}}});
    context.answers["contact"] = Map{{"name", "Ana"}};
    Result<Value> result = Value();
    for (int time = 0; time < 2; ++time) {
        result = (*attack)(context);
        // Whatever it did, the next script of this org is well.
        static const ChunkPtr after =
            *Chunk::compile("return ('x'):rep(3) .. #string.format('%d', 12)", Chunk::Shape::body);
        const Result<Value> well = evaluate(*after, context.org_value, &context);
        if (!well || !(*well == Value("xxx2"))) {
            return "harm: " + (well ? json::dump(*well) : well.error().message);
        }
    }
    return result ? "ok " + json::dump(*result) : verdict_of(result.error());
}

bool shows_address(const std::string& text) {
    std::size_t digits = 0;
    for (std::size_t at = text.find("0x"); at != std::string::npos; at = text.find("0x", at + 2)) {
        for (digits = 0;
             at + 2 + digits < text.size() && std::isxdigit(static_cast<unsigned char>(text[at + 2 + digits])) != 0;) {
            ++digits;
        }
        if (digits >= 8) {
            return true;
        }
    }
    return false;
}

bool is_printable(const std::string& text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
    });
}

}  // namespace

std::vector<Escape> load_escapes(const std::string& folder) {
    std::vector<Escape> escapes;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".lua") {
            escapes.push_back(read_escape(entry.path()));
        }
    }
    std::sort(escapes.begin(), escapes.end(), [](const Escape& a, const Escape& b) { return a.name < b.name; });
    return escapes;
}

std::string run_escape(const Escape& escape) {
    return run_once(escape);
}

bool holds(const Escape& escape, const std::string& seen) {
    if (shows_address(seen) || !is_printable(seen) || seen.size() > 1000) {
        return false;
    }
    if (escape.verdict.rfind("ok", 0) == 0 || escape.verdict.empty()) {
        return seen == escape.verdict;
    }
    if (escape.verdict.rfind("runtime_error ", 0) == 0) {
        return seen.rfind("runtime_error ", 0) == 0 &&
               seen.find(escape.verdict.substr(std::string_view("runtime_error ").size())) != std::string::npos;
    }
    return seen.rfind(escape.verdict, 0) == 0;
}

std::int64_t processor_ns() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace millrace::script
