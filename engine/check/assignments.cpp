#include "engine/check/assignments.hpp"

#include <algorithm>

#include "engine/node/source_text.hpp"

namespace millrace::checks {
namespace {

bool waits_for_all(const Facts& facts, const Region& region) {
    const Value& mode = facts[region.join].settings.values["mode"];
    return facts[region.fork].role() == Role::fork && !(mode.is_string() && mode.as_string() == "any");
}

// Reachable nodes, sources before targets where cycles allow it, so that few rounds are enough.
std::vector<NodeIndex> in_order(const Facts& facts) {
    std::vector<NodeIndex> order;
    std::vector<bool> seen(facts.nodes.size(), false);
    std::vector<std::pair<NodeIndex, std::size_t>> path;
    for (const Root& root : facts.roots) {
        if (seen[static_cast<std::size_t>(root.node)]) {
            continue;
        }
        seen[static_cast<std::size_t>(root.node)] = true;
        path.emplace_back(root.node, 0);
        while (!path.empty()) {
            const NodeIndex node = path.back().first;
            const auto& next = facts[node].next;
            if (path.back().second == next.size()) {
                order.push_back(node);
                path.pop_back();
                continue;
            }
            const NodeIndex target = next[path.back().second++].target;
            if (!seen[static_cast<std::size_t>(target)]) {
                seen[static_cast<std::size_t>(target)] = true;
                path.emplace_back(target, 0);
            }
        }
    }
    std::reverse(order.begin(), order.end());
    return order;
}

}  // namespace

void VariableSet::add(const VariableSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) {
        words_[i] |= other.words_[i];
    }
}

void VariableSet::keep(const VariableSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) {
        words_[i] &= other.words_[i];
    }
}

Assignments::Assignments(const Facts& facts) : facts_(facts), regions_(regions_of(facts)) {
    number_variables();
    collect_gains();
    look_beside();
    for (const Region& region : regions_) {
        if (waits_for_all(facts_, region)) {
            find_branches(region);
        }
    }
    for (const Root& root : facts_.roots) {
        roots_[root.node].push_back(&root);
    }
    flow_through();
}

Assignments::Set Assignments::before(NodeIndex node, std::string_view variable) const {
    const auto number = numbers_.find(variable);
    const State& state = states_[static_cast<std::size_t>(node)];
    if (number == numbers_.end() || !state.perhaps.contains(number->second)) {
        return Set::never;
    }
    return state.surely.contains(number->second) ? Set::surely : Set::perhaps;
}

Assignments::Set Assignments::any_time(std::string_view variable) const {
    const auto number = numbers_.find(variable);
    if (number == numbers_.end() || !anywhere_.contains(number->second)) {
        return Set::never;
    }
    return initial_.contains(number->second) ? Set::surely : Set::perhaps;
}

Assignments::Set Assignments::at_start(std::string_view variable) const {
    const auto number = numbers_.find(variable);
    return number != numbers_.end() && initial_.contains(number->second) ? Set::surely : Set::never;
}

std::vector<std::string> Assignments::names() const {
    return {names_.begin(), names_.end()};
}

void Assignments::number_variables() {
    for (const Spot& spot : facts_.spots) {
        for (const expression::Reference& reference : spot.references()) {
            if (reference.is_variable) {
                numbers_.emplace(reference.path.front(), numbers_.size());
            }
        }
    }
    initial_ = VariableSet(numbers_.size());
    for (const flow::Input& input : facts_.document.input) {
        note(input.name, initial_);
    }
    for (const flow::Variable& variable : facts_.document.variables) {
        names_.insert(variable.name);
        if (variable.default_value) {
            note(variable.name, initial_);
        }
    }
}

void Assignments::collect_gains() {
    const VariableSet none(numbers_.size());
    std::map<const NodeType*, VariableSet> by_type;  // what the source of a type written in Lua may set
    gains_.assign(facts_.nodes.size(), {none, none, none});
    for (std::size_t i = 0; i < gains_.size(); ++i) {
        const NodeFacts& node = facts_.nodes[i];
        if (!node.type) {
            continue;
        }
        Gain& gain = gains_[i];
        gain_of_settings(node, gain);
        const auto [of_type, is_new] = by_type.emplace(node.type, none);
        if (is_new) {
            gain_of_script(node.type->source, of_type->second);
        }
        gain.perhaps.add(of_type->second);
        for (const NamedPart& script : node.settings.scripts) {
            gain_of_script(script.text, gain.perhaps);
        }
    }
    anywhere_ = initial_;
    for (const Gain& gain : gains_) {
        anywhere_.add(gain.perhaps);
    }
}

void Assignments::gain_of_settings(const NodeFacts& node, Gain& gain) {
    for (const std::string& name : node.type->sets) {
        note(name, gain.surely);
    }
    for (const NamedPart& variable : node.settings.variables) {
        note(variable.text, node.role() == Role::loop ? gain.each : gain.surely);
    }
    const Value& keys = node.settings.values[node.type->sets_keys_of];
    for (const auto& [name, value] : keys.is_map() ? keys.as_map() : Map()) {
        note(name.str(), gain.surely);
    }
    gain.perhaps.add(gain.surely);
    gain.perhaps.add(gain.each);
}

// Names that a script mentions it may set; one that works names out may set any.
void Assignments::gain_of_script(std::string_view source, VariableSet& perhaps) {
    for (const std::string& word : words_of(source)) {
        if (numbers_.count(word) != 0) {
            note(word, perhaps);
        }
    }
    for (const std::string& name : members_of(source, "vars")) {
        names_.insert(name);
    }
    if (has_computed_member(source, "vars")) {
        perhaps = VariableSet(numbers_.size(), true);
    }
}

void Assignments::note(const std::string& name, VariableSet& set) {
    names_.insert(name);
    if (const auto number = numbers_.find(name); number != numbers_.end()) {
        set.insert(number->second);
    }
}

void Assignments::look_beside() {
    beside_.assign(facts_.nodes.size(), VariableSet(numbers_.size()));
    for (const Region& region : regions_) {
        VariableSet within(numbers_.size());
        for (std::size_t i = 0; i < gains_.size(); ++i) {
            if (region.inside[i]) {
                within.add(gains_[i].perhaps);
            }
        }
        for (std::size_t i = 0; i < gains_.size(); ++i) {
            if (region.inside[i] || static_cast<NodeIndex>(i) == region.join) {
                beside_[i].add(within);
            }
        }
    }
}

// Beyond 64 branches several share a bit: then less counts as set, which is a warning too many at worst.
void Assignments::find_branches(const Region& region) {
    std::vector<std::uint64_t> bits(facts_.nodes.size(), 0);
    std::vector<NodeIndex> open;
    const auto visit = [&](NodeIndex node, std::uint64_t more) {
        auto& own = bits[static_cast<std::size_t>(node)];
        if (region.contains(node) && (own | more) != own) {
            own |= more;
            open.push_back(node);
        }
    };
    const auto& branches = facts_[region.fork].next;
    const auto bit = [](std::size_t branch) { return 1ULL << (branch % 64); };
    for (std::size_t i = 0; i < branches.size(); ++i) {
        visit(branches[i].target, bit(i));
    }
    while (!open.empty()) {
        const NodeIndex node = open.back();
        open.pop_back();
        for (const Edge& edge : facts_[node].next) {
            visit(edge.target, bits[static_cast<std::size_t>(node)]);
        }
    }
    std::vector<std::uint64_t> of_wires;
    for (const Edge& edge : facts_[region.join].before) {
        std::uint64_t own = bits[static_cast<std::size_t>(edge.source)];
        for (std::size_t i = 0; edge.source == region.fork && i < branches.size(); ++i) {
            if (branches[i].output == edge.output) {
                own |= bit(i);
            }
        }
        of_wires.push_back(own);
    }
    branches_.emplace(region.join, std::move(of_wires));
}

void Assignments::flow_through() {
    const VariableSet none(numbers_.size());
    states_.assign(facts_.nodes.size(), {none, none, false});
    const std::vector<NodeIndex> order = in_order(facts_);
    bool changed = true;
    while (changed) {
        changed = false;
        for (const NodeIndex node : order) {
            changed = enter(node) || changed;
        }
    }
}

bool Assignments::enter(NodeIndex node) {
    State now{VariableSet(numbers_.size(), true), beside_[static_cast<std::size_t>(node)], false};
    for (const Edge& edge : facts_[node].before) {
        if (states_[static_cast<std::size_t>(edge.source)].known) {
            const State coming = after(edge);
            now.surely.keep(coming.surely);
            now.perhaps.add(coming.perhaps);
            now.known = true;
        }
    }
    if (now.known && branches_.count(node) != 0) {
        now.surely = met_in(node);
    }
    if (const auto roots = roots_.find(node); roots != roots_.end()) {
        for (const Root* root : roots->second) {
            now.surely.keep(initial_);
            now.perhaps.add(root->kind == Root::Kind::start ? initial_ : anywhere_);
            now.known = true;
        }
    }
    State& before = states_[static_cast<std::size_t>(node)];
    if (!now.known || (before.known && before.surely == now.surely && before.perhaps == now.perhaps)) {
        return false;
    }
    before = std::move(now);
    return true;
}

Assignments::State Assignments::after(const Edge& edge) const {
    State state = states_[static_cast<std::size_t>(edge.source)];
    const Gain& gain = gains_[static_cast<std::size_t>(edge.source)];
    const NodeFacts& source = facts_[edge.source];
    state.perhaps.add(gain.perhaps);
    if (edge.kind == OutputKind::ok) {
        state.surely.add(gain.surely);
    }
    if (source.role() == Role::loop && edge.output != "done") {
        state.surely.add(gain.each);
    }
    if (source.role() == Role::catcher) {
        state.perhaps.add(anywhere_);
    }
    return state;
}

// What any of the branches has surely set. A branch of which nothing is known yet sets everything, until it is known.
VariableSet Assignments::met_in(NodeIndex join) const {
    const auto& before = facts_[join].before;
    const std::vector<std::uint64_t>& branches = branches_.at(join);
    VariableSet met(numbers_.size());
    for (int branch = 0; branch < 64; ++branch) {
        VariableSet of_branch(numbers_.size(), true);
        bool leads_here = false;
        for (std::size_t i = 0; i < before.size(); ++i) {
            if (((branches[i] >> branch) & 1) == 0) {
                continue;
            }
            leads_here = true;
            if (states_[static_cast<std::size_t>(before[i].source)].known) {
                of_branch.keep(after(before[i]).surely);
            }
        }
        if (leads_here) {
            met.add(of_branch);
        }
    }
    return met;
}

}  // namespace millrace::checks
