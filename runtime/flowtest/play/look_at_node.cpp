// What a node case says of its node.

#include <algorithm>

#include "runtime/flowtest/play/case_play.hpp"
#include "runtime/flowtest/play/harness.hpp"
#include "runtime/flowtest/play/matching.hpp"

namespace millrace::flowtest {

CasePlay::Outcome CasePlay::look_at_node(const Statement& statement) {
    switch (statement.verb) {
        case Verb::holds:
            return holds(statement);
        case Verb::asks:
            return asks(statement);
        case Verb::waits:
            return waits(statement);
        case Verb::refused:
            return refused(statement);
        case Verb::leaves: {
            const std::string id = node_id_of(script_.subject);
            for (const Player::Left& left : player_->left()) {
                if (left.node == id && left.output == statement.name) {
                    return {};
                }
            }
            return Wrong{"the node to leave by " + statement.name, status_of_node()};
        }
        case Verb::sets:
            for (const Pair& pair : statement.pairs) {
                const Value& output = at_path(player_->outputs_set(), pair.key);
                const Value& variable = at_path(player_->variables_set(), pair.key);
                if (!(output == pair.value) && !(variable == pair.value)) {
                    Map all = player_->variables_set();
                    for (const auto& [name, value] : player_->outputs_set()) {
                        all.set(name, value);
                    }
                    return Wrong{"the node to set " + pair.key + "=" + show_value(pair.value),
                                 all.empty() ? "it has set nothing" : "it has set " + show_members(all)};
                }
            }
            return {};
        case Verb::fails:
            for (Player::Incident& incident : player_->incidents()) {
                if (!incident.read && incident.code == statement.name) {
                    incident.read = true;
                    return {};
                }
            }
            return Wrong{"the node to fail with " + statement.name, status_of_node()};
        default:
            return {};
    }
}

CasePlay::Outcome CasePlay::holds(const Statement& statement) {
    std::vector<std::string> held;
    if (const run::Activation* activation = node_activation()) {
        for (const run::Hold& hold : activation->holds) {
            if (hold.effect.view() == statement.name && first_difference(statement.pairs, hold.payload) == nullptr) {
                return {};
            }
            held.push_back(hold.effect.str() + " " + show_members(hold.payload));
        }
    }
    return Wrong{"the node to hold " + statement.name + " " + show(statement.pairs),
                 held.empty() ? "it holds nothing; " + status_of_node() : "it holds " + join(held)};
}

CasePlay::Outcome CasePlay::asks(const Statement& statement) {
    std::vector<std::string> asked;
    for (AskedEffect& effect : player_->effects()) {
        asked.push_back(effect.name + " " + show_members(effect.payload));
        if (effect.read || effect.name != statement.name) {
            continue;
        }
        if (const Pair* wrong = first_difference(statement.pairs, effect.payload)) {
            return Wrong{statement.name + " with " + wrong->key + "=" + show_value(wrong->value),
                         wrong->key + "=" + show_value(at_path(effect.payload, wrong->key)) + " in " +
                             show_members(effect.payload)};
        }
        effect.read = true;
        return {};
    }
    return Wrong{"that " + statement.name + " is asked for (once more)",
                 asked.empty() ? "nothing was asked for; " + status_of_node() : "asked for were " + join(asked, "; ")};
}

CasePlay::Outcome CasePlay::waits(const Statement& statement) {
    const run::Activation* activation = node_activation();
    if (activation == nullptr || activation->phase != run::Activation::Phase::waiting) {
        return Wrong{"the node to wait", status_of_node()};
    }
    std::vector<std::string> waited_for;
    for (const String& signal : activation->signals) {
        waited_for.push_back(signal.str());
    }
    for (const std::string& name : statement.names) {
        if (std::find(waited_for.begin(), waited_for.end(), name) == waited_for.end()) {
            return Wrong{"the node to wait for " + name,
                         waited_for.empty() ? "it waits for the time alone" : "it waits for " + join(waited_for)};
        }
    }
    if (statement.duration) {
        const Time due = player_->now() + *statement.duration;
        if (activation->due != due) {
            return Wrong{"the node to wait for " + to_text(*statement.duration),
                         activation->due == run::never ? "it waits for ever"
                                                       : "it waits for " + to_text(activation->due - player_->now())};
        }
    }
    return {};
}

CasePlay::Outcome CasePlay::refused(const Statement& statement) {
    if (player_ == nullptr && problems_.empty()) {
        const Outcome wrong = begin_node();  // for its problems alone
        if (!wrong) {
            problems_.clear();
        }
    }
    std::string pointer;
    if (!statement.key.empty()) {
        pointer = "/nodes/" + node_id_of(script_.subject);
        for (const char c : "." + statement.key) {
            pointer += c == '.' ? '/' : c;
        }
    }
    std::vector<std::string> found;
    for (const Problem& problem : problems_) {
        if (problem.code == statement.name && (pointer.empty() || problem.pointer == pointer)) {
            return {};
        }
        found.push_back(problem.code + " at " + problem.pointer + " (" + problem.message + ")");
    }
    return Wrong{statement.name + (pointer.empty() ? "" : " at " + pointer),
                 found.empty() ? "the check found nothing" : "the check found " + join(found, "; ")};
}

const run::Activation* CasePlay::node_activation() const {
    const PlayedRun* run = player_ == nullptr ? nullptr : player_->first_run();
    if (run == nullptr || run->state.frames.empty()) {
        return nullptr;
    }
    const run::State& state = run->state;
    const NodeIndex node = state.root().graph->find_node(node_id_of(script_.subject));
    for (const run::Activation& activation : state.activations) {
        if (activation.frame == state.root().id && activation.node == node) {
            return &activation;
        }
    }
    return nullptr;
}

std::string CasePlay::status_of_node() const {
    const std::string id = node_id_of(script_.subject);
    if (player_ != nullptr) {
        if (const run::Activation* activation = node_activation()) {
            if (activation->phase == run::Activation::Phase::failed) {
                return "it failed with " + activation->code.str() + ": " + activation->message.str();
            }
            std::vector<std::string> signals;
            for (const String& signal : activation->signals) {
                signals.push_back(signal.str());
            }
            if (activation->due != run::never) {
                signals.push_back(to_text(activation->due));
            }
            return "it waits for " + (signals.empty() ? "a subflow" : join(signals));
        }
        const std::vector<Player::Left>& left = player_->left();
        const auto last =
            std::find_if(left.rbegin(), left.rend(), [&](const Player::Left& one) { return one.node == id; });
        if (last != left.rend()) {
            return "it left by " + last->output;
        }
    }
    return "the run did not stay at it";
}

}  // namespace millrace::flowtest
