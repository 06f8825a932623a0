// Makes a list from a list: keeps some items, changes them, sorts them, takes the first.

#include <algorithm>

#include "engine/node/node_type.hpp"
#include "engine/node/setting_kinds.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    expression::Expression from;
    std::optional<expression::Expression> where;
    std::optional<expression::Expression> give;
    std::optional<expression::Expression> sort_by;
    bool descending = false;
    std::optional<std::int64_t> take;
    VariableName into;
};

void describe(Fields<Settings>& fields) {
    fields.add("from", &Settings::from).label("List").required();
    fields.add("where", &Settings::where).label("Keep where").help("Asked for each item, which is `event`.");
    fields.add("sort_by", &Settings::sort_by).label("Sort by").help("A number or text for each item.");
    fields.add("descending", &Settings::descending).label("Greatest first");
    fields.add("take", &Settings::take).label("Take").help("Only so many.").at_least(0.0);
    fields.add("give", &Settings::give).label("Give").help("What becomes of each item that is kept.");
    fields.add("into", &Settings::into).label("Save in").required();
}

// Numbers before text, as far as both can be told apart.
bool comes_before(const Value& a, const Value& b) {
    if (a.is_number() && b.is_number()) {
        return a.as_number() < b.as_number();
    }
    if (a.is_string() && b.is_string()) {
        return a.as_string() < b.as_string();
    }
    return a.is_number() && b.is_string();
}

class Transform final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext& context) const override {
        const Result<Value> from = context.evaluate(settings.from);
        if (!from) {
            return fail(from.error().code, from.error().message);
        }
        if (!from->is_list() && !from->is_nil()) {
            return fail("expression.failed", "expected a list but found " + std::string(to_text(from->kind())) +
                                                 " in " + settings.from.source());
        }
        std::vector<std::pair<Value, Value>> kept;  // what it is sorted by, the item
        if (from->is_list()) {
            for (const Value& item : from->as_list()) {
                if (settings.where) {
                    const Result<Value> holds = context.evaluate_on(*settings.where, item);
                    if (!holds) {
                        return fail(holds.error().code, holds.error().message);
                    }
                    if (!holds->truthy()) {
                        continue;
                    }
                }
                Value by;
                if (settings.sort_by) {
                    Result<Value> value = context.evaluate_on(*settings.sort_by, item);
                    if (!value) {
                        return fail(value.error().code, value.error().message);
                    }
                    by = std::move(*value);
                }
                kept.emplace_back(std::move(by), item);
            }
        }
        if (settings.sort_by) {
            std::stable_sort(kept.begin(), kept.end(), [&](const auto& a, const auto& b) {
                return settings.descending ? comes_before(b.first, a.first) : comes_before(a.first, b.first);
            });
        }
        if (settings.take && static_cast<std::size_t>(*settings.take) < kept.size()) {
            kept.resize(static_cast<std::size_t>(*settings.take));
        }
        List into;
        for (auto& [by, item] : kept) {
            if (!settings.give) {
                into.push(std::move(item));
                continue;
            }
            Result<Value> given = context.evaluate_on(*settings.give, item);
            if (!given) {
                return fail(given.error().code, given.error().message);
            }
            into.push(std::move(*given));
        }
        const auto count = static_cast<std::int64_t>(into.size());
        return leave_by("done").saving(settings.into.value, std::move(into)).setting("count", count);
    }
};

}  // namespace

NodeType data_transform() {
    return node_type<Transform>("data.transform")
        .titled("Transform list")
        .with_icon("transform")
        .with_outputs({ok("done", "The new list is saved.")});
}

}  // namespace millrace::nodes
