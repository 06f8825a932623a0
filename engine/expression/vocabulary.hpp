#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace millrace::expression {

// A name that an expression may begin with: `vars`, `contact`, `node`. Registered by whoever owns the scopes, so that
// the language itself knows no word of any trade.
struct Root {
    std::string name;
    // How many constant names after the root belong to one reading: 1 for `contact.name`, 2 for `node.lookup.total`,
    // 0 for a root that is read whole. What follows them is ordinary indexing.
    int depth = 1;
    // Its members are the flow's own variables; a bare name is answered with "did you mean vars.NAME?".
    bool holds_variables = false;
    std::string help = {};
};

struct Vocabulary {
    std::vector<Root> roots;

    int find(std::string_view name) const;  // -1 when there is no such root
    const Root* variables() const;          // the root that holds variables, or null
};

// One distinct thing that an expression reads. `vars.tries` and `vars['tries']` are the same reference.
struct Reference {
    int root = 0;                        // index into Vocabulary::roots
    std::vector<std::string> path = {};  // up to `depth` names; shorter where the expression reads more than one member
    std::string name = {};               // "vars.tries", for people
    bool is_variable = false;            // exactly one member of a root that holds variables
    int slot = -1;                       // what bind() gave it; for the Scope alone

    friend bool operator==(const Reference&, const Reference&) = default;
};

}  // namespace millrace::expression
