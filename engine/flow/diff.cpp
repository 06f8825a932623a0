#include "engine/flow/diff.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace millrace::flow {
namespace {

using Maybe = const Value*;  // null: it is not there

std::string step_into(const std::string& pointer, std::string_view name) {
    std::string step;
    for (const char c : name) {
        step += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
    return pointer + "/" + step;
}

Maybe member_of(Maybe map, std::string_view name) {
    return map != nullptr && map->is_map() ? map->as_map().find(name) : nullptr;
}

bool same(Maybe before, Maybe after) {
    return before == nullptr || after == nullptr ? before == after : *before == *after;
}

std::set<std::string> names_of_both(Maybe before, Maybe after) {
    std::set<std::string> names;
    for (const Maybe side : {before, after}) {
        if (side != nullptr && side->is_map()) {
            for (const auto& [name, value] : side->as_map()) {
                names.insert(name.str());
            }
        }
    }
    return names;
}

// {expr} and {bind} are one value.
bool is_dynamic(const Value& value) {
    return value.is_map() && value.as_map().size() == 1 &&
           (value.as_map().find("expr") != nullptr || value.as_map().find("bind") != nullptr);
}

bool has_members(Maybe value) {
    return value != nullptr && value->is_map() && !is_dynamic(*value);
}

struct NamedElement {
    std::string name;
    Value item;
};
using NamedElements = std::vector<NamedElement>;

std::optional<std::string> element_name(const Value& item) {
    if (item.is_string()) {
        return std::string(item.as_string());
    }
    for (const char* member : {"value", "key", "name", "id"}) {
        if (const Value& named = item[member]; !named.is_nil()) {
            return named.is_string() ? std::optional<std::string>(named.as_string()) : std::nullopt;
        }
    }
    return std::nullopt;
}

// Nothing when the elements have no names of their own, or share one: then the list is one value.
std::optional<NamedElements> named_elements(Maybe list) {
    if (list == nullptr || !list->is_list()) {
        return std::nullopt;
    }
    NamedElements elements;
    std::set<std::string> names;
    for (const Value& item : list->as_list()) {
        const auto name = element_name(item);
        if (!name || !names.insert(*name).second) {
            return std::nullopt;
        }
        elements.push_back({*name, item});
    }
    return elements;
}

Maybe element_of(const NamedElements& elements, std::string_view name) {
    const auto found = std::find_if(elements.begin(), elements.end(),
                                    [&](const NamedElement& element) { return element.name == name; });
    return found == elements.end() ? nullptr : &found->item;
}

// Those that both have stand in another order.
bool is_reordered(const std::vector<std::string>& before, const std::vector<std::string>& after) {
    const auto common = [](const std::vector<std::string>& of, const std::vector<std::string>& with) {
        std::vector<std::string> left;
        std::copy_if(of.begin(), of.end(), std::back_inserter(left),
                     [&](const std::string& name) { return std::find(with.begin(), with.end(), name) != with.end(); });
        return left;
    };
    return common(before, after) != common(after, before);
}

std::vector<std::string> names_of(const NamedElements& elements) {
    std::vector<std::string> names;
    for (const NamedElement& element : elements) {
        names.push_back(element.name);
    }
    return names;
}

Value list_of(const std::vector<std::string>& names) {
    List list;
    for (const std::string& name : names) {
        list.push(name);
    }
    return list;
}

class Comparison {
public:
    std::vector<Change> compare(const Value& before, const Value& after) {
        for (const char* name : {"key", "title", "description", "start", "on_error", "on_cancel"}) {
            member("flow", "", "/" + std::string(name), member_of(&before, name), member_of(&after, name));
        }
        for (const char* name : {"on", "when", "priority", "if_running"}) {
            member("trigger", "", "/trigger/" + std::string(name), member_of(&before["trigger"], name),
                   member_of(&after["trigger"], name));
        }
        named("variable", "/input", before["input"], after["input"]);
        named("variable", "/variables", before["variables"], after["variables"]);
        named("binding", "/bindings", before["bindings"], after["bindings"]);
        hooks(before["hooks"], after["hooks"]);
        for (const std::string& id : names_of_both(&before["nodes"], &after["nodes"])) {
            node(id, member_of(&before["nodes"], id), member_of(&after["nodes"], id));
        }
        return std::move(changes_);
    }

private:
    void add(std::string kind, std::string what, std::string node, std::string pointer, Maybe before, Maybe after) {
        Change change{std::move(kind), std::move(what), std::move(node), std::move(pointer), {}, {}};
        if (before != nullptr) {
            change.before = *before;
        }
        if (after != nullptr) {
            change.after = *after;
        }
        changes_.push_back(std::move(change));
    }
    void presence(std::string what, std::string node, std::string pointer, Maybe before, Maybe after) {
        add(before == nullptr  ? "added"
            : after == nullptr ? "removed"
                               : "changed",
            std::move(what), std::move(node), std::move(pointer), before, after);
    }
    // One that every flow or node has, if only by its default.
    void member(std::string what, std::string node, std::string pointer, Maybe before, Maybe after) {
        if (!same(before, after)) {
            add("changed", std::move(what), std::move(node), std::move(pointer), before, after);
        }
    }

    void named(const std::string& what, const std::string& pointer, const Value& before, const Value& after) {
        for (const std::string& name : names_of_both(&before, &after)) {
            const Maybe was = member_of(&before, name);
            const Maybe is = member_of(&after, name);
            if (!same(was, is)) {
                presence(what, "", step_into(pointer, name), was, is);
            }
        }
    }

    void node(const std::string& id, Maybe before, Maybe after) {
        const std::string pointer = step_into("/nodes", id);
        if (before == nullptr || after == nullptr) {
            presence("node", id, pointer, before, after);
            return;
        }
        for (const char* name : {"type", "title", "note", "commit"}) {
            member("node", id, pointer + "/" + name, member_of(before, name), member_of(after, name));
        }
        static const Value none = Map{};
        const Maybe was = member_of(before, "settings");
        const Maybe is = member_of(after, "settings");
        settings(id, pointer + "/settings", was == nullptr ? &none : was, is == nullptr ? &none : is);
        const Maybe next_before = member_of(before, "next");
        const Maybe next_after = member_of(after, "next");
        for (const std::string& output : names_of_both(next_before, next_after)) {
            const Maybe to_before = member_of(next_before, output);
            const Maybe to_after = member_of(next_after, output);
            if (!same(to_before, to_after)) {
                presence("wire", id, step_into(pointer + "/next", output), to_before, to_after);
            }
        }
    }

    void settings(const std::string& node, const std::string& pointer, Maybe before, Maybe after) {
        if (same(before, after)) {
            return;
        }
        if (has_members(before) && has_members(after)) {
            for (const std::string& name : names_of_both(before, after)) {
                settings(node, step_into(pointer, name), member_of(before, name), member_of(after, name));
            }
            return;
        }
        const auto was = named_elements(before);
        const auto is = named_elements(after);
        if (!was || !is) {
            presence("setting", node, pointer, before, after);
            return;
        }
        std::vector<std::string> all = names_of(*was);
        for (const NamedElement& element : *is) {
            if (element_of(*was, element.name) == nullptr) {
                all.push_back(element.name);
            }
        }
        for (const std::string& name : all) {
            const Maybe one_before = element_of(*was, name);
            const Maybe one_after = element_of(*is, name);
            if (!same(one_before, one_after)) {
                presence("setting", node, step_into(pointer, name), one_before, one_after);
            }
        }
        if (is_reordered(names_of(*was), names_of(*is))) {
            const Value order_before = list_of(names_of(*was));
            const Value order_after = list_of(names_of(*is));
            add("moved", "setting", node, pointer, &order_before, &order_after);
        }
    }

    // A hook that says the same is the same one; then one on the same event with the same target, then on the same
    // event; the rest are new.
    void hooks(const Value& before, const Value& after) {
        const List was = before.is_list() ? before.as_list() : List{};
        const List is = after.is_list() ? after.as_list() : List{};
        std::vector<std::optional<std::size_t>> base_of(is.size());
        std::set<std::size_t> free;
        for (std::size_t i = 0; i < was.size(); ++i) {
            free.insert(i);
        }
        const auto match = [&](auto&& is_same) {
            for (std::size_t i = 0; i < is.size(); ++i) {
                const auto found =
                    base_of[i] ? free.end() : std::find_if(free.begin(), free.end(), [&](std::size_t base) {
                        return is_same(was[base], is[i]);
                    });
                if (found != free.end()) {
                    base_of[i] = *found;
                    free.erase(found);
                }
            }
        };
        match([](const Value& a, const Value& b) { return a == b; });
        match([](const Value& a, const Value& b) { return a["on"] == b["on"] && a["to"] == b["to"]; });
        match([](const Value& a, const Value& b) { return a["on"] == b["on"]; });
        for (std::size_t i = 0; i < was.size(); ++i) {
            const auto now = std::find(base_of.begin(), base_of.end(), std::optional<std::size_t>(i));
            if (now == base_of.end()) {
                presence("hook", "", step_into("/hooks", std::to_string(i)), &was[i], nullptr);
                continue;
            }
            const auto place = static_cast<std::size_t>(now - base_of.begin());
            if (!(was[i] == is[place])) {
                presence("hook", "", step_into("/hooks", std::to_string(place)), &was[i], &is[place]);
            }
        }
        std::vector<std::string> order_before;
        std::vector<std::string> order_after;
        for (std::size_t i = 0; i < was.size(); ++i) {
            order_before.push_back(std::to_string(i));
        }
        for (std::size_t i = 0; i < is.size(); ++i) {
            if (base_of[i]) {
                order_after.push_back(std::to_string(*base_of[i]));
            } else {
                presence("hook", "", step_into("/hooks", std::to_string(i)), nullptr, &is[i]);
            }
        }
        if (is_reordered(order_before, order_after)) {
            add("moved", "hook", "", "/hooks", &before, &after);
        }
    }

    std::vector<Change> changes_;
};

}  // namespace

std::vector<Change> diff(const Document& before, const Document& after) {
    return Comparison().compare(write(before), write(after));
}

Value show(const Change& change) {
    Map shown{{"kind", change.kind}, {"what", change.what}, {"pointer", change.pointer}};
    if (!change.node.empty()) {
        shown.set("node", change.node);
    }
    if (change.before) {
        shown.set("before", *change.before);
    }
    if (change.after) {
        shown.set("after", *change.after);
    }
    return shown;
}

}  // namespace millrace::flow
