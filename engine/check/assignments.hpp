#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/check/regions.hpp"

namespace millrace::checks {

// A set of variables, by number.
class VariableSet {
public:
    explicit VariableSet(std::size_t count = 0, bool full = false) : words_((count + 63) / 64, full ? ~0ULL : 0) {}
    void insert(std::size_t variable) { words_[variable / 64] |= 1ULL << (variable % 64); }
    bool contains(std::size_t variable) const { return (words_[variable / 64] >> (variable % 64)) & 1; }
    void add(const VariableSet& other);
    void keep(const VariableSet& other);
    friend bool operator==(const VariableSet&, const VariableSet&) = default;

private:
    std::vector<std::uint64_t> words_;
};

// Which variables have been set when a node is entered: surely, on every way there, or perhaps. Only variables that
// some expression reads are followed.
//
// Declared defaults and inputs are set from the start. A node sets what its settings and its type name when it leaves
// by an output of kind ok; by others, and by a script that mentions the name, perhaps. A hook, on_error, on_cancel and
// a caught failure may come at any time: there, all that is set anywhere is set perhaps. The same holds between the
// branches of a fork. After a join of all branches, what any branch has set is set.
class Assignments {
public:
    explicit Assignments(const Facts& facts);

    enum class Set : std::uint8_t { never, perhaps, surely };
    Set before(NodeIndex node, std::string_view variable) const;
    // For a condition outside of nodes: a hook's at any time, the trigger's before the run.
    Set any_time(std::string_view variable) const;
    Set at_start(std::string_view variable) const;
    // All names that the flow declares, sets or mentions in a script.
    std::vector<std::string> names() const;

private:
    struct Gain {
        VariableSet surely;
        VariableSet perhaps;
        VariableSet each;  // of a loop: surely, but only on the way round
    };
    struct State {
        VariableSet surely;
        VariableSet perhaps;
        bool known = false;
    };

    void number_variables();
    void collect_gains();
    void gain_of_settings(const NodeFacts& node, Gain& gain);
    void gain_of_script(std::string_view source, VariableSet& perhaps);
    void note(const std::string& name, VariableSet& set);
    void look_beside();
    void find_branches(const Region& region);
    void flow_through();
    bool enter(NodeIndex node);
    State after(const Edge& edge) const;
    VariableSet met_in(NodeIndex join) const;

    const Facts& facts_;
    const std::vector<Region> regions_;
    std::map<std::string, std::size_t, std::less<>> numbers_;  // of the variables that are read
    std::set<std::string> names_;
    std::vector<Gain> gains_;
    std::vector<State> states_;
    std::vector<VariableSet> beside_;  // by node: what other branches of its forks may have set
    // By a join that waits for all: of each wire that leads to it, the branches it may belong to, as bits.
    std::map<NodeIndex, std::vector<std::uint64_t>> branches_;
    std::map<NodeIndex, std::vector<const Root*>> roots_;
    VariableSet initial_;
    VariableSet anywhere_;
};

}  // namespace millrace::checks
