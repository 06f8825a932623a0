// Sends so many of a hundred each way, and the same one always the same way.

#include <algorithm>

#include "engine/base/clock.hpp"
#include "engine/base/text.hpp"
#include "engine/expression/template.hpp"
#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"

namespace millrace::nodes {
namespace {

struct Way {
    std::string value;
    std::string label;
    std::int64_t weight = 1;
};

void describe(Fields<Way>& fields) {
    fields.add("value", &Way::value).label("Way").required();
    fields.add("label", &Way::label).label("Label");
    fields.add("weight", &Way::weight).label("Weight").at_least(0.0).at_most(1'000'000.0);
}

struct Settings {
    std::vector<Way> options;
    std::optional<expression::Expression> by;
};

void describe(Fields<Settings>& fields) {
    fields.add("options", &Settings::options).label("Ways").help("An output each, taken by its weight.").required();
    fields.add("by", &Settings::by)
        .label("The same for")
        .help("Who has the same value here goes the same way: contact.id, if not said; without one each run anew.");
}

std::vector<Error> check_ways(const Value& settings) {
    std::vector<Error> problems;
    std::vector<std::string_view> seen;
    std::int64_t sum = 0;
    const List& options = settings["options"].as_list();
    for (std::size_t i = 0; i < options.size(); ++i) {
        const std::string at = "/options/" + std::to_string(i);
        const std::string_view value = options[i]["value"].as_string();
        if (!is_key(value)) {
            problems.push_back(
                {"invalid_setting",
                 "expected a way's value to be a key such as variant_a but found '" + std::string(value) + "'",
                 at + "/value"});
        } else if (std::find(seen.begin(), seen.end(), value) != seen.end()) {
            problems.push_back({"invalid_setting",
                                "expected each way once but found '" + std::string(value) + "' again", at + "/value"});
        }
        seen.push_back(value);
        sum += options[i]["weight"].is_integer() ? options[i]["weight"].as_integer() : 1;
    }
    if (sum == 0) {
        problems.push_back({"invalid_setting", "expected at least one way with a weight but found none", "/options"});
    }
    return problems;
}

// Not the language's own hash: it must be the same in every build, so that a replay decides the same.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return mix(hash);
}

class Split final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        Value who = context.read("contact")["id"];
        if (settings.by) {
            Result<Value> value = context.evaluate(*settings.by);
            if (!value) {
                return fail(value.error().code, value.error().message);
            }
            who = std::move(*value);
        }
        std::uint64_t number = context.random();
        if (!who.is_nil()) {
            // With the node's name, so that two splits of a flow do not send the same people the same way.
            std::string text(context.node_id());
            text += '/';
            expression::append_text(who, text);
            number = hash_of(text);
        }
        std::uint64_t sum = 0;
        for (const Way& way : settings.options) {
            sum += static_cast<std::uint64_t>(way.weight);
        }
        std::uint64_t left = number % std::max<std::uint64_t>(1, sum);
        for (const Way& way : settings.options) {
            const auto weight = static_cast<std::uint64_t>(way.weight);
            if (left < weight) {
                return leave_by(way.value).setting("way", way.value);
            }
            left -= weight;
        }
        return fail("node.no_way", "expected at least one way with a weight but found none");
    }
};

}  // namespace

NodeType control_split() {
    return node_type<Split>("control.split")
        .titled("Split")
        .with_icon("arrows-shuffle")
        .with_outputs_from(OutputsFrom::options)
        .checked_by(check_ways);
}

}  // namespace millrace::nodes
