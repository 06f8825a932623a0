// Reads what a node type's file returns, as strictly and as kindly as if it were a flow.

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

#include "engine/base/digest.hpp"
#include "engine/base/text.hpp"
#include "engine/script/behavior.hpp"
#include "engine/script/ctx/call.hpp"
#include "engine/script/node.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/convert.hpp"
#include "engine/script/sandbox/error_text.hpp"
#include "engine/value/json.hpp"

namespace millrace::script {
namespace {

constexpr std::size_t outputs_max = 64;
constexpr int settings_depth_max = 4;

bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= 63 && text.front() >= 'a' && text.front() <= 'z' &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

// "orders.check"
bool is_type_name(std::string_view text) {
    const std::size_t dot = text.find('.');
    return dot != std::string_view::npos && text.size() <= 100 && is_word(text.substr(0, dot)) &&
           is_word(text.substr(dot + 1));
}

std::string shown(const Value& value) {
    std::string text = json::dump(value);
    return value.is_nil() ? "nothing" : printable(text, 80);
}

class TableReader {
public:
    TableReader(const Map& table, Entrances entrances, std::vector<Error>& problems)
        : table_(table), entrances_(entrances), problems_(problems) {}

    void read(NodeType& type) {
        known("", table_, {"type", "title", "icon", "outputs", "settings", "sets", "enter", "resume", "run"});
        read_name(type);
        type.title = text("", table_, "title", true);
        type.icon = text("", table_, "icon", false);
        if (type.icon.empty()) {
            type.icon = "code";
        }
        read_outputs(type.outputs);
        type.settings.fields = read_fields(table_["settings"], "/settings", 0);
        read_sets(type.sets);
        check_functions();
    }

private:
    void problem(std::string code, std::string pointer, std::string message) {
        problems_.push_back(Error{"node_type." + code, std::move(message), std::move(pointer)});
    }

    void known(const std::string& pointer, const Map& map, std::initializer_list<const char*> names) {
        const std::vector<std::string> all(names.begin(), names.end());
        for (const Map::Entry& entry : map) {
            if (std::find(all.begin(), all.end(), entry.first.view()) != all.end()) {
                continue;
            }
            const std::string near = closest(entry.first.view(), all);
            problem("unknown", json::join_pointer(pointer, entry.first.view()),
                    fmt::format("expected no member '{}' here{}", printable(entry.first.view(), 60),
                                near.empty() ? "" : fmt::format(" (did you mean {}?)", near)));
        }
    }

    std::string text(const std::string& pointer, const Map& map, const char* name, bool required) {
        const Value& value = map[name];
        if (value.is_string() && !value.as_string().empty()) {
            return std::string(value.as_string());
        }
        if (!value.is_nil() || required) {
            problem(value.is_nil() ? "missing" : "invalid", json::join_pointer(pointer, name),
                    fmt::format("expected {} to be text but it is {}", name, shown(value)));
        }
        return {};
    }

    void read_name(NodeType& type) {
        type.type = text("", table_, "type", true);
        if (!type.type.empty() && !is_type_name(type.type)) {
            problem("invalid", "/type",
                    fmt::format("expected a category and a name such as orders.check but it is {}", shown(type.type)));
        }
        type.category = type.type.substr(0, type.type.find('.'));
    }

    void read_outputs(std::vector<Output>& outputs) {
        const Value& given = table_["outputs"];
        if (given.is_list()) {
            std::size_t i = 0;
            for (const Value& item : given.as_list()) {
                read_output(item, json::join_pointer("/outputs", i++), outputs);
            }
        } else if (given.is_map()) {
            for (const Map::Entry& entry : given.as_map()) {
                Output output;
                output.key = entry.first.str();
                output.kind = output.key == "error"     ? OutputKind::error
                              : output.key == "timeout" ? OutputKind::timeout
                                                        : OutputKind::ok;
                const std::string pointer = json::join_pointer("/outputs", entry.first.view());
                if (entry.second.is_string()) {
                    output.title = std::string(entry.second.as_string());
                } else {
                    problem("invalid", pointer,
                            fmt::format("expected the title of the output {} but it is {}; outputs with more than a "
                                        "title are a list of {{key, kind, title}}",
                                        printable(output.key, 60), shown(entry.second)));
                }
                add_output(std::move(output), pointer, outputs);
            }
        }
        if (outputs.empty()) {
            problem("missing", "/outputs",
                    "expected outputs, a list of {key, kind, title} or a table from keys to "
                    "titles, but there are none");
        } else if (outputs.size() > outputs_max) {
            problem("invalid", "/outputs", fmt::format("expected at most {} outputs", outputs_max));
        }
    }

    void read_output(const Value& item, const std::string& pointer, std::vector<Output>& outputs) {
        if (!item.is_map()) {
            problem("invalid", pointer, fmt::format("expected {{key, kind, title}} but it is {}", shown(item)));
            return;
        }
        const Map& map = item.as_map();
        known(pointer, map, {"key", "kind", "title", "signal", "setting"});
        Output output;
        output.key = text(pointer, map, "key", true);
        output.title = text(pointer, map, "title", false);
        output.signal = text(pointer, map, "signal", false);
        output.setting = text(pointer, map, "setting", false);
        const std::string kind = text(pointer, map, "kind", false);
        bool found = kind.empty();
        for (const OutputKind one : {OutputKind::ok, OutputKind::error, OutputKind::timeout, OutputKind::event}) {
            if (kind == to_text(one)) {
                output.kind = one;
                found = true;
            }
        }
        if (!found) {
            problem("invalid", pointer + "/kind",
                    fmt::format("expected ok, error, timeout or event but it is '{}'", printable(kind, 60)));
        }
        if (output.kind == OutputKind::event && output.signal.empty()) {
            problem("missing", pointer + "/signal",
                    "expected the signal that takes this output of kind event but "
                    "there is none");
        }
        add_output(std::move(output), pointer, outputs);
    }

    void add_output(Output output, const std::string& pointer, std::vector<Output>& outputs) {
        if (!output.key.empty() && !is_key(output.key)) {
            problem("invalid", pointer,
                    fmt::format("expected an output's key of lower-case letters, digits and _ but "
                                "it is '{}'",
                                printable(output.key, 60)));
        }
        for (const Output& other : outputs) {
            if (other.key == output.key) {
                problem("duplicate", pointer,
                        fmt::format("expected each output once but '{}' comes twice", output.key));
                return;
            }
        }
        if (output.title.empty()) {
            output.title = output.key;
        }
        outputs.push_back(std::move(output));
    }

    std::vector<FieldSpec> read_fields(const Value& given, const std::string& pointer, int depth) {
        std::vector<FieldSpec> fields;
        if (given.is_nil() || (given.is_map() && given.as_map().empty())) {
            return fields;
        }
        if (!given.is_list()) {
            problem("invalid", pointer, fmt::format("expected a list of {{key, kind, …}} but it is {}", shown(given)));
            return fields;
        }
        std::size_t i = 0;
        for (const Value& item : given.as_list()) {
            const std::string at = json::join_pointer(pointer, i++);
            FieldSpec field = read_field(item, at, depth, true);
            for (const FieldSpec& other : fields) {
                if (other.key == field.key && !field.key.empty()) {
                    problem("duplicate", at + "/key",
                            fmt::format("expected each setting once but '{}' comes twice", printable(field.key, 60)));
                }
            }
            fields.push_back(std::move(field));
        }
        return fields;
    }

    FieldSpec read_field(const Value& item, const std::string& pointer, int depth, bool keyed) {
        FieldSpec field;
        if (!item.is_map()) {
            problem("invalid", pointer, fmt::format("expected {{key, kind, …}} but it is {}", shown(item)));
            return field;
        }
        if (depth > settings_depth_max) {
            problem("invalid", pointer, fmt::format("expected at most {} levels of settings", settings_depth_max));
            return field;
        }
        const Map& map = item.as_map();
        known(
            pointer, map,
            {"key", "kind", "label", "help", "required", "default", "choices", "at_least", "at_most", "of", "fields"});
        if (keyed) {
            field.key = text(pointer, map, "key", true);
            if (!field.key.empty() && !is_key(field.key)) {
                problem("invalid", pointer + "/key",
                        fmt::format("expected a key of lower-case letters, digits and _ but it is '{}'",
                                    printable(field.key, 60)));
            }
        }
        const std::string kind = text(pointer, map, "kind", true);
        if (const std::optional<FieldKind> parsed = parse_field_kind(kind)) {
            field.kind = *parsed;
        } else if (!kind.empty()) {
            problem("invalid", pointer + "/kind", unknown_kind(kind));
        }
        field.label = text(pointer, map, "label", false);
        if (field.label.empty()) {
            field.label = field.key;
        }
        field.help = text(pointer, map, "help", false);
        field.required = flag(pointer, map, "required");
        field.at_least = bound(pointer, map, "at_least", field.kind);
        field.at_most = bound(pointer, map, "at_most", field.kind);
        read_choices(map["choices"], pointer + "/choices", field);
        read_elements(map, pointer, depth, field);
        if (const Value& value = map["default"]; !value.is_nil()) {
            std::vector<Error> wrong;
            check(field, value, pointer + "/default", wrong);
            for (const Error& one : wrong) {
                problem("invalid", one.pointer, one.message);
            }
            field.default_value = value;
        }
        return field;
    }

    static std::string unknown_kind(const std::string& kind) {
        std::vector<std::string> kinds;
        for (int i = 0; i <= static_cast<int>(FieldKind::tag); ++i) {
            kinds.emplace_back(to_text(static_cast<FieldKind>(i)));
        }
        const std::string near = closest(kind, kinds);
        return fmt::format("expected a kind of setting but '{}' is none{}", printable(kind, 60),
                           near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
    }

    bool flag(const std::string& pointer, const Map& map, const char* name) {
        const Value& value = map[name];
        if (!value.is_nil() && !value.is_bool()) {
            problem("invalid", json::join_pointer(pointer, name),
                    fmt::format("expected true or false but it is {}", shown(value)));
        }
        return value.is_bool() && value.as_bool();
    }

    std::optional<double> bound(const std::string& pointer, const Map& map, const char* name, FieldKind kind) {
        const Value& value = map[name];
        if (value.is_nil()) {
            return std::nullopt;
        }
        if (kind == FieldKind::duration && value.is_string()) {
            if (const Result<Duration> duration = parse_duration(value.as_string())) {
                return static_cast<double>(duration->ms);
            }
        } else if (kind != FieldKind::duration && value.is_number()) {
            return value.as_number();
        }
        problem("invalid", json::join_pointer(pointer, name),
                fmt::format("expected {} but it is {}",
                            kind == FieldKind::duration ? "a duration such as 90s" : "a number", shown(value)));
        return std::nullopt;
    }

    void read_choices(const Value& given, const std::string& pointer, FieldSpec& field) {
        if (given.is_nil()) {
            if (field.kind == FieldKind::choice) {
                problem("missing", pointer, "expected the choices of a setting of kind choice but there are none");
            }
            return;
        }
        if (!given.is_list()) {
            problem("invalid", pointer, fmt::format("expected a list of choices but it is {}", shown(given)));
            return;
        }
        std::size_t i = 0;
        for (const Value& item : given.as_list()) {
            const std::string at = json::join_pointer(pointer, i++);
            if (item.is_string()) {
                field.choices.push_back(Choice{std::string(item.as_string()), std::string(item.as_string())});
            } else if (item.is_map()) {
                known(at, item.as_map(), {"value", "label"});
                Choice choice{text(at, item.as_map(), "value", true), text(at, item.as_map(), "label", false)};
                choice.label = choice.label.empty() ? choice.value : choice.label;
                field.choices.push_back(std::move(choice));
            } else {
                problem("invalid", at, fmt::format("expected a text or {{value, label}} but it is {}", shown(item)));
            }
        }
    }

    void read_elements(const Map& map, const std::string& pointer, int depth, FieldSpec& field) {
        if (field.kind == FieldKind::list || field.kind == FieldKind::map) {
            if (const Value& of = map["of"]; of.is_string()) {
                field.element.push_back(read_field(Map{{"kind", of}}, pointer + "/of", depth + 1, false));
            } else if (!of.is_nil()) {
                field.element.push_back(read_field(of, pointer + "/of", depth + 1, false));
            } else {
                field.element.emplace_back();  // any JSON
            }
        } else if (map.find("of") != nullptr) {
            problem("invalid", pointer + "/of", "expected `of` only with the kinds list and map");
        }
        if (field.kind == FieldKind::object) {
            field.element = read_fields(map["fields"], pointer + "/fields", depth + 1);
        } else if (map.find("fields") != nullptr) {
            problem("invalid", pointer + "/fields", "expected `fields` only with the kind object");
        }
    }

    void read_sets(std::vector<std::string>& sets) {
        const Value& given = table_["sets"];
        if (given.is_nil()) {
            return;
        }
        const bool texts = given.is_list() && std::all_of(given.as_list().begin(), given.as_list().end(),
                                                          [](const Value& one) { return one.is_string(); });
        if (!texts) {
            problem("invalid", "/sets", fmt::format("expected a list of variables' names but it is {}", shown(given)));
            return;
        }
        for (const Value& name : given.as_list()) {
            sets.emplace_back(name.as_string());
        }
    }

    void check_functions() {
        if (entrances_.run && (entrances_.enter || entrances_.resume)) {
            problem("invalid", "/run", "expected either `run`, or `enter` and `resume`, but there are both");
        } else if (!entrances_.run && !entrances_.enter) {
            problem("missing", "/run",
                    "expected a function `run(ctx, settings)` or `enter(settings, ctx)` but there is "
                    "neither");
        }
    }

    const Map& table_;
    Entrances entrances_;
    std::vector<Error>& problems_;
};

// The returned table as it comes out of the sandbox: its functions noted, all else a value.
struct Returned {
    const Chunk& chunk;
    Map members = {};
    Entrances entrances = {};
    std::vector<Error> problems = {};
};

void note_member(lua_State* lua, Returned& returned) {
    const std::string name(text_at(lua, -2));
    bool* const entrance = name == "enter"    ? &returned.entrances.enter
                           : name == "resume" ? &returned.entrances.resume
                           : name == "run"    ? &returned.entrances.run
                                              : nullptr;
    if (entrance == nullptr) {
        Result<Value> value = to_value(lua, -1, name);
        if (value) {
            returned.members.set(name, *value);
        } else {
            returned.problems.push_back(
                Error{"node_type.invalid", value.error().message, json::join_pointer("", name)});
        }
    } else if (lua_isfunction(lua, -1)) {
        *entrance = true;
    } else {
        returned.problems.push_back(
            Error{"node_type.invalid",
                  fmt::format("expected {} to be a function but it is a {}", name, luaL_typename(lua, -1)),
                  json::join_pointer("", name)});
    }
}

void fetch(lua_State* lua, void* argument) {
    auto& returned = *static_cast<Returned*>(argument);
    State::of(lua).push_function(returned.chunk);
    lua_call(lua, 0, 1);
    if (!lua_istable(lua, -1)) {
        luaL_error(lua, "expected the file to return a table but it returned a %s", luaL_typename(lua, -1));
    }
    lua_pushnil(lua);
    while (lua_next(lua, -2) != 0) {
        if (lua_type(lua, -2) != LUA_TSTRING) {
            luaL_error(lua, "expected the returned table to have names but there is a key that is a %s",
                       luaL_typename(lua, -2));
        }
        note_member(lua, returned);
        lua_pop(lua, 1);
    }
}

}  // namespace

NodeFile load_node_type(std::string source) {
    NodeFile file;
    const Result<ChunkPtr> chunk = Chunk::compile(std::move(source));
    if (!chunk) {
        file.problems.push_back(chunk.error());
        return file;
    }
    State state(Limits{});
    Call call(state, Call::Form::bare);
    Returned returned{**chunk};
    if (const std::optional<Error> error = state.run(fetch, &returned)) {
        file.problems.push_back(*error);
        return file;
    }
    file.problems = std::move(returned.problems);

    NodeType& type = file.type;
    TableReader(returned.members, returned.entrances, file.problems).read(type);
    const SourceFacts& facts = (*chunk)->facts();
    type.signals = facts.signals;
    type.talks = facts.talks;
    type.waits = facts.waits ? Waits::maybe : Waits::never;
    type.source = (*chunk)->source();
    type.source_hash = sha256_hex(type.source);
    type.behavior = behavior_of(*chunk, type.outputs, returned.entrances);
    return file;
}

}  // namespace millrace::script
