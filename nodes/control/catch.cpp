// From here on, failures of this flow come back to this node, once for each time it is passed.

#include "engine/node/node_type.hpp"

namespace millrace::nodes {
namespace {

struct Settings {
    std::vector<std::string> codes;
};

void describe(Fields<Settings>& fields) {
    fields.add("codes", &Settings::codes)
        .label("Codes")
        .help("Which failures; http.* means every code that begins so. Empty: all that can be caught.");
}

class Catch final : public Node<Settings> {
public:
    using Node::resume;

    Step enter(const Settings& settings, const NodeContext&) const override {
        std::string codes;
        for (const std::string& code : settings.codes) {
            codes += (codes.empty() ? "" : ",") + code;
        }
        return arm_catch("done", codes);
    }
};

}  // namespace

NodeType control_catch() {
    return node_type<Catch>("control.catch")
        .titled("Catch")
        .with_icon("shield-check")
        .with_outputs(
            {ok("done", "Go on, guarded."), ok("caught", "Something failed; event has code, message and node.")})
        .in_role(Role::catcher);
}

}  // namespace millrace::nodes
