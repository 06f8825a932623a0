// Looks a value up by its key, in a table of the org or in one written here.

#include "engine/base/text.hpp"
#include "engine/expression/template.hpp"
#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    expression::Expression key;
    std::string table;
    std::map<std::string, Value> rows;
    Value otherwise;
    VariableName save;
};

void describe(Fields<Settings>& fields) {
    fields.add("key", &Settings::key).label("Key").help("Without case, accents and blanks around it.").required();
    fields.add("table", &Settings::table).label("Table").help("The key of a table of the org.");
    fields.add("rows", &Settings::rows).label("Rows").help("Or the table itself: key and value.");
    fields.add("default", &Settings::otherwise).label("Otherwise").help("What is saved when there is no such key.");
    fields.add("save", &Settings::save).label("Save in").help("The variable that gets the value.");
}

std::vector<Error> check_table(const Value& settings) {
    const bool table = !settings["table"].is_nil();
    const bool rows = settings["rows"].is_map();
    if (table == rows) {
        return {{"invalid_setting",
                 "expected exactly one of table and rows but found " + std::string(table ? "both" : "neither"),
                 "/table"}};
    }
    return {};
}

class Lookup final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Result<Value> key = context.evaluate(settings.key);
        if (!key) {
            return fail(key.error().code, key.error().message);
        }
        std::string text;
        expression::append_text(*key, text);
        const std::string wanted = fold(trim(text));
        Value found;
        if (!settings.table.empty()) {
            // {} when there is no such key, nil when there is no such table.
            const Value& answer = context.read("lookup", Map{{"table", settings.table}, {"key", wanted}});
            if (answer.is_nil()) {
                return leave_by("error").setting("message", "there is no table " + settings.table);
            }
            found = answer["value"];
        }
        for (const auto& [name, value] : settings.rows) {
            if (fold(trim(name)) == wanted) {
                found = value;
            }
        }
        const bool known = !found.is_nil();
        const Value& given = known ? found : settings.otherwise;
        Step step = leave_by(known ? "found" : "not_found").setting("value", given);
        return settings.save && !given.is_nil() ? std::move(step).saving(settings.save.value, given) : std::move(step);
    }
};

}  // namespace

NodeType data_lookup() {
    return node_type<Lookup>("data.lookup")
        .titled("Look up")
        .with_icon("table-options")
        .with_outputs({ok("found", "There is such a key."), ok("not_found", "There is none."),
                       error("error", "There is no such table.")})
        .checked_by(check_table);
}

}  // namespace millrace::nodes
