#include "engine/node/settings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/expression/places.hpp"
#include "engine/value/json.hpp"

namespace millrace {
namespace {

using Path = std::vector<std::string>;

// {"expr": "…"} and {"bind": "…"}: exactly one member, of text.
const Value* only_member(const Value& value, std::string_view name) {
    if (!value.is_map() || value.as_map().size() != 1 || !value[name].is_string()) {
        return nullptr;
    }
    return &value[name];
}

bool holds_expressions(const FieldSpec& spec) {
    return spec.kind == FieldKind::expression ||
           std::any_of(spec.element.begin(), spec.element.end(), holds_expressions);
}

// Text is a template instead; the rest is judged before a run: names that are set, source, expressions.
bool may_be_dynamic(const FieldSpec& spec) {
    return spec.kind != FieldKind::text && spec.kind != FieldKind::variable && spec.kind != FieldKind::code &&
           !holds_expressions(spec);
}

// What decides the shape of the graph must be known before a run.
bool is_shape(const NodeType& type, const Path& path) {
    switch (type.role) {
        case Role::fork:
        case Role::race:
            return path[0] == "join";
        case Role::join:
            return path[0] == "mode";
        default:
            return type.outputs_from == OutputsFrom::options && path[0] == "options" &&
                   (path.size() <= 2 || path[2] == "value");
    }
}

// A literal that a dynamic setting could come out as, to judge the settings around it by.
Value sample_of(const FieldSpec& spec) {
    switch (spec.kind) {
        case FieldKind::integer:
            return static_cast<std::int64_t>(spec.at_least.value_or(spec.at_most.value_or(1)));
        case FieldKind::number:
            return spec.at_least.value_or(spec.at_most.value_or(1));
        case FieldKind::boolean:
            return true;
        case FieldKind::duration:
            return to_text(milliseconds(static_cast<std::int64_t>(spec.at_least.value_or(60'000))));
        case FieldKind::choice:
            return spec.choices.empty() ? Value("") : Value(spec.choices.front().value);
        case FieldKind::url:
            return "https://example.org";
        case FieldKind::list:
            return List();
        case FieldKind::map:
        case FieldKind::object:
            return Map();
        default:
            return "x";
    }
}

bool lies_within(std::string_view pointer, std::string_view outer) {
    return pointer.substr(0, outer.size()) == outer && (pointer.size() == outer.size() || pointer[outer.size()] == '/');
}

class SettingsReader {
public:
    SettingsReader(const NodeType& type, std::string_view pointer, const expression::Vocabulary& words)
        : type_(type), pointer_(pointer), words_(words) {}

    NodeSettings read(const Value& written) {
        Map known;
        for (const auto& [key, value] : written.is_map() ? written.as_map() : Map()) {
            path_ = {key.str()};
            const FieldSpec* spec = type_.settings.find(key.view());
            known.set(key, spec ? take_dynamic(*spec, value, false) : value);
        }
        const Value filled = with_defaults(type_.settings, known);
        for (const FieldSpec& spec : type_.settings.fields) {
            path_ = {spec.key};
            take_meaning(spec, filled[spec.key], false);
        }
        judge(filled);
        read_.values = filled;
        for (const auto& [path, value] : taken_) {
            read_.values = replaced_at(read_.values, path, value);
        }
        return std::move(read_);
    }

private:
    // Cuts out what is worked out at entry, so that defaults are not filled into it, and makes expressions plain text.
    Value take_dynamic(const FieldSpec& spec, const Value& value, bool element) {
        if (spec.kind == FieldKind::expression) {
            return as_source(value);
        }
        if (may_be_dynamic(spec) && !is_shape(type_, path_) && take(&spec, value, element)) {
            return {};
        }
        return within(
            value,
            [&](const std::string& step) -> const FieldSpec* {
                if (spec.kind == FieldKind::object) {
                    for (const FieldSpec& field : spec.element) {
                        if (field.key == step) {
                            return &field;
                        }
                    }
                    return nullptr;
                }
                return spec.kind == FieldKind::any ? &spec : spec.element.size() == 1 ? &spec.element.front() : nullptr;
            },
            spec.kind != FieldKind::object);
    }

    template <class SpecOf>
    Value within(const Value& value, const SpecOf& spec_of, bool element) {
        if (value.is_map()) {
            Map map;
            for (const auto& [key, member] : value.as_map()) {
                map.set(key, step_into(key.str(), member, spec_of, element));
            }
            return map;
        }
        if (value.is_list()) {
            List list;
            for (std::size_t i = 0; i < value.as_list().size(); ++i) {
                list.push(step_into(std::to_string(i), value.as_list()[i], spec_of, element));
            }
            return list;
        }
        return value;
    }

    template <class SpecOf>
    Value step_into(std::string step, const Value& value, const SpecOf& spec_of, bool element) {
        const FieldSpec* spec = spec_of(step);
        path_.push_back(std::move(step));
        Value result = spec ? take_dynamic(*spec, value, element) : value;
        path_.pop_back();
        return result;
    }

    bool take(const FieldSpec* spec, const Value& value, bool element) {
        DynamicSetting setting;
        setting.path = path_;
        setting.spec = spec->kind == FieldKind::any ? nullptr : spec;
        setting.element = element;
        if (const Value* source = only_member(value, "expr")) {
            setting.kind = DynamicSetting::Kind::expression;
            auto parsed = expression::parse(source->as_string(), words_);
            if (!parsed) {
                complain(parsed.error(), source->as_string(), expression::mistake_in(source->as_string(), words_));
            } else {
                setting.expression = *parsed;
            }
        } else if (const Value* name = only_member(value, "bind")) {
            setting.kind = DynamicSetting::Kind::binding;
            setting.binding = std::string(name->as_string());
        } else {
            return false;
        }
        read_.dynamic.push_back(std::move(setting));
        taken_.emplace_back(path_, value);
        return true;
    }

    // An expression is written as text, as {"expr": "…"}, or as a plain number, true or false.
    static Value as_source(const Value& value) {
        if (const Value* source = only_member(value, "expr")) {
            return *source;
        }
        return value.is_bool() || value.is_number() ? Value(json::dump(value)) : value;
    }

    // Templates, expressions, names and scripts, also those of defaults.
    void take_meaning(const FieldSpec& spec, const Value& value, bool element) {
        switch (spec.kind) {
            case FieldKind::text:
                take_template(spec, value, element);
                break;
            case FieldKind::expression:
                if (value.is_string()) {
                    auto parsed = expression::parse(value.as_string(), words_);
                    if (parsed) {
                        read_.expressions.push_back({path_, std::string(value.as_string()), *parsed});
                    } else if (!value.as_string().empty() || !spec.required) {
                        // An empty required one is a missing setting already.
                        complain(parsed.error(), value.as_string(), expression::mistake_in(value.as_string(), words_));
                    }
                }
                break;
            case FieldKind::variable:
                take_name(read_.variables, value);
                break;
            case FieldKind::code:
                take_name(read_.scripts, value);
                break;
            case FieldKind::object:
                for (const FieldSpec& field : spec.element) {
                    if (value.is_map()) {
                        path_.push_back(field.key);
                        take_meaning(field, value[field.key], false);
                        path_.pop_back();
                    }
                }
                break;
            case FieldKind::list:
                for (std::size_t i = 0; value.is_list() && spec.element.size() == 1 && i < value.as_list().size();
                     ++i) {
                    path_.push_back(std::to_string(i));
                    take_meaning(spec.element.front(), value.as_list()[i], true);
                    path_.pop_back();
                }
                break;
            case FieldKind::map:
                if (value.is_map() && spec.element.size() == 1) {
                    for (const auto& [key, member] : value.as_map()) {
                        path_.push_back(key.str());
                        take_meaning(spec.element.front(), member, true);
                        path_.pop_back();
                    }
                }
                break;
            default:
                break;
        }
    }

    void take_template(const FieldSpec& spec, const Value& value, bool element) {
        if (!value.is_string() || value.as_string().find("{{") == std::string_view::npos) {
            return;
        }
        auto parsed = expression::parse_template(value.as_string(), words_);
        if (!parsed) {
            complain(parsed.error(), value.as_string(), expression::mistake_in_template(value.as_string(), words_));
        } else if (!parsed->is_literal()) {
            DynamicSetting setting;
            setting.path = path_;
            setting.spec = &spec;
            setting.element = element;
            setting.kind = DynamicSetting::Kind::template_text;
            setting.text = *parsed;
            read_.dynamic.push_back(std::move(setting));
        }
    }

    void take_name(std::vector<NamedPart>& into, const Value& value) {
        if (value.is_string() && !value.as_string().empty()) {
            into.push_back({path_, std::string(value.as_string())});
        }
    }

    void judge(const Value& filled) {
        Value judged = filled;
        for (const DynamicSetting& setting : read_.dynamic) {
            if (setting.kind != DynamicSetting::Kind::template_text) {
                judged = replaced_at(judged, setting.path, setting.spec ? sample_of(*setting.spec) : Value("x"));
            }
        }
        std::vector<Error> found;
        check(type_.settings, judged, pointer_, found);
        if (found.empty() && read_.problems.empty() && type_.check_settings) {
            found = type_.check_settings(judged);
            for (Error& error : found) {
                error.pointer = pointer_ + error.pointer;
            }
        }
        for (Error& error : found) {
            if (!is_dynamic(error.pointer)) {
                error.code = error.code.substr(0, 5) == "flow." ? error.code : "flow." + error.code;
                read_.problems.push_back(std::move(error));
            }
        }
    }

    bool is_dynamic(std::string_view pointer) const {
        return std::any_of(read_.dynamic.begin(), read_.dynamic.end(), [&](const DynamicSetting& setting) {
            return lies_within(pointer, pointer_of(pointer_, setting.path));
        });
    }

    void complain(const Error& error, std::string_view text, const std::optional<expression::Mistake>& mistake) {
        if (mistake) {
            read_.places[read_.problems.size()] = place_in(text, mistake->place.at, mistake->place.size);
        }
        read_.problems.push_back({error.code, error.message, pointer_of(pointer_, path_)});
    }

    const NodeType& type_;
    const std::string pointer_;
    const expression::Vocabulary& words_;
    NodeSettings read_;
    Path path_;
    std::vector<std::pair<Path, Value>> taken_;
};

Value replaced(const Value& root, const std::string* step, const std::string* end, Value part) {
    if (step == end) {
        return part;
    }
    if (root.is_list()) {
        List list = root.as_list();
        const std::size_t index = std::stoul(*step);
        MILLRACE_ASSERT(index < list.size());
        list.set(index, replaced(root.as_list()[index], step + 1, end, std::move(part)));
        return list;
    }
    Map map = root.is_map() ? root.as_map() : Map();
    map.set(*step, replaced(root[*step], step + 1, end, std::move(part)));
    return map;
}

}  // namespace

NodeSettings read_settings(const NodeType& type, const Value& settings, std::string_view pointer,
                           const expression::Vocabulary& words) {
    return SettingsReader(type, pointer, words).read(settings);
}

Value replaced_at(const Value& root, const std::vector<std::string>& path, Value part) {
    return replaced(root, path.data(), path.data() + path.size(), std::move(part));
}

std::string pointer_of(std::string_view base, const std::vector<std::string>& path) {
    std::string pointer(base);
    for (const std::string& step : path) {
        pointer = json::join_pointer(pointer, step);
    }
    return pointer;
}

}  // namespace millrace
