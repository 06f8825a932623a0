// Decides by a table: the first rule whose every condition holds says the way.

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/expression/template.hpp"
#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"
#include "nodes/option.hpp"

namespace millrace::nodes {
namespace {

struct Rule {
    Value when;  // column → cell; a column that is not there may be anything
    std::string then;
    std::string title;
};

void describe(Fields<Rule>& fields) {
    fields.add("when", &Rule::when).label("When").help("For each column a value, a list of values, or {min, max}.");
    fields.add("then", &Rule::then).label("Then").required();
    fields.add("title", &Rule::title).label("Why");
}

struct Settings {
    NamedExpressions columns;
    std::vector<Rule> rules;
    std::vector<Option> options;
};

void describe(Fields<Settings>& fields) {
    fields.add("columns", &Settings::columns).label("Columns").help("What the rules look at.").required();
    fields.add("rules", &Settings::rules).label("Rules").help("From the top; the first that fits.").required();
    fields.add("options", &Settings::options).label("Ways").help("An output each; where rules lead.").required();
}

bool is_range(const Value& cell) {
    return cell.is_map();
}

// As text without case and accents, so that "Gold" typed by a customer is gold.
std::string meaning(const Value& value) {
    std::string text;
    expression::append_text(value, text);
    return fold(trim(text));
}

bool equals(const Value& value, const Value& wanted) {
    if (value.is_number() && wanted.is_number()) {
        return value.as_number() == wanted.as_number();
    }
    if (value.is_bool() || wanted.is_bool() || value.is_nil() || wanted.is_nil()) {
        return value == wanted;
    }
    return meaning(value) == meaning(wanted);
}

bool fits(const Value& value, const Value& cell) {
    if (is_range(cell)) {
        return value.is_number() && (cell["min"].is_nil() || value.as_number() >= cell["min"].as_number()) &&
               (cell["max"].is_nil() || value.as_number() <= cell["max"].as_number());
    }
    if (cell.is_list()) {
        return std::any_of(cell.as_list().begin(), cell.as_list().end(),
                           [&](const Value& wanted) { return equals(value, wanted); });
    }
    return equals(value, cell);
}

class DecisionTable final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        Map row;
        for (const auto& [name, expression] : settings.columns) {
            Result<Value> value = context.evaluate(expression);
            if (!value) {
                return fail(value.error().code, value.error().message);
            }
            row.set(name, std::move(*value));
        }
        for (std::size_t i = 0; i < settings.rules.size(); ++i) {
            const Rule& rule = settings.rules[i];
            const Map when = rule.when.is_map() ? rule.when.as_map() : Map{};
            if (std::all_of(when.begin(), when.end(),
                            [&](const auto& cell) { return fits(row[cell.first.view()], cell.second); })) {
                return leave_by(rule.then)
                    .setting("rule", static_cast<std::int64_t>(i + 1))
                    .setting("title", rule.title);
            }
        }
        return leave_by("otherwise");
    }
};

// Does whatever fits the narrow cell fit the wide one? Only what is plain to see; else no.
bool covers(const Value& wide, const Value& narrow) {
    if (is_range(narrow)) {
        const bool from =
            wide["min"].is_nil() || (!narrow["min"].is_nil() && narrow["min"].as_number() >= wide["min"].as_number());
        const bool to =
            wide["max"].is_nil() || (!narrow["max"].is_nil() && narrow["max"].as_number() <= wide["max"].as_number());
        return is_range(wide) && from && to;
    }
    if (narrow.is_list()) {
        return std::all_of(narrow.as_list().begin(), narrow.as_list().end(),
                           [&](const Value& each) { return fits(each, wide); });
    }
    return fits(narrow, wide);
}

// Every condition of the earlier rule holds wherever those of the later one do.
bool shadows(const Value& earlier, const Value& later) {
    const Map conditions = earlier["when"].is_map() ? earlier["when"].as_map() : Map{};
    return std::all_of(conditions.begin(), conditions.end(), [&](const auto& cell) {
        const Value* other = later["when"].is_map() ? later["when"].as_map().find(cell.first.view()) : nullptr;
        return other != nullptr && covers(cell.second, *other);
    });
}

void check_cells(const Value& rule, const Value& columns, const std::string& at, std::vector<Error>& problems) {
    const Map when = rule["when"].is_map() ? rule["when"].as_map() : Map{};
    if (!rule["when"].is_map() && !rule["when"].is_nil()) {
        problems.push_back({"invalid_setting", "expected a map from columns to what is wanted", at + "/when"});
    }
    for (const auto& [column, cell] : when) {
        const std::string there = at + "/when/" + column.str();
        if (columns.as_map().find(column.view()) == nullptr) {
            problems.push_back(
                {"invalid_setting", "expected one of the columns but found '" + column.str() + "'", there});
        }
        if (!is_range(cell)) {
            continue;
        }
        for (const auto& [bound, value] : cell.as_map()) {
            if ((bound.view() != "min" && bound.view() != "max") || !value.is_number()) {
                problems.push_back(
                    {"invalid_setting", "expected min and max, each a number, but found '" + bound.str() + "'", there});
            }
        }
    }
}

std::vector<Error> check_table(const Value& settings) {
    std::vector<Error> problems = check_options(settings);
    const List& rules = settings["rules"].as_list();
    if (rules.empty()) {
        problems.push_back({"invalid_setting", "expected at least one rule but found none", "/rules"});
    }
    std::vector<std::string> ways = {"otherwise"};
    for (const Value& option : settings["options"].is_list() ? settings["options"].as_list() : List{}) {
        const Value& value = option.is_map() ? option["value"] : option;
        ways.emplace_back(value.is_string() ? value.as_string() : "");
    }
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const std::string at = "/rules/" + std::to_string(i);
        check_cells(rules[i], settings["columns"], at, problems);
        const std::string then(rules[i]["then"].as_string());
        if (std::find(ways.begin(), ways.end(), then) == ways.end()) {
            const std::string near = closest(then, ways);
            problems.push_back({"unknown_output",
                                "expected one of the options or otherwise but found '" + then + "'" +
                                    (near.empty() ? "" : " (did you mean '" + near + "'?)"),
                                at + "/then"});
        }
    }
    if (!problems.empty()) {
        return problems;
    }
    for (std::size_t later = 1; later < rules.size(); ++later) {
        for (std::size_t earlier = 0; earlier < later; ++earlier) {
            if (shadows(rules[earlier], rules[later])) {
                problems.push_back({"unreachable",
                                    "expected a rule that can be the first to fit but rule " +
                                        std::to_string(earlier + 1) + " fits wherever this one does",
                                    "/rules/" + std::to_string(later)});
                break;
            }
        }
    }
    return problems;
}

}  // namespace

NodeType control_decision_table() {
    return node_type<DecisionTable>("control.decision_table")
        .titled("Decision table")
        .with_icon("table")
        .with_outputs({ok("otherwise", "No rule fits.")})
        .with_outputs_from(OutputsFrom::options)
        .checked_by(check_table);
}

}  // namespace millrace::nodes
