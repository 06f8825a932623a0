// What a flow case says of the talk, the desk and the run.

#include <algorithm>

#include "engine/run/view.hpp"
#include "runtime/flowtest/play/case_play.hpp"
#include "runtime/flowtest/play/harness.hpp"
#include "runtime/flowtest/play/matching.hpp"

namespace millrace::flowtest {
namespace {

const Value& of_call(const AskedEffect& call, const std::string& path) {
    return at_path(call.payload, path);
}

}  // namespace

CasePlay::Outcome CasePlay::look_at_flow(const Statement& statement) {
    switch (statement.verb) {
        case Verb::bot_says:
        case Verb::bot_offers:
            return look_at_talk(statement);
        case Verb::expect_queue:
        case Verb::expect_no_queue:
        case Verb::expect_tag:
        case Verb::expect_no_tag:
        case Verb::expect_note:
        case Verb::expect_field:
        case Verb::expect_closed:
        case Verb::expect_status:
        case Verb::expect_owner:
        case Verb::expect_agent:
            return look_at_desk(statement);
        default:
            return look_at_run(statement);
    }
}

CasePlay::Outcome CasePlay::look_at_talk(const Statement& statement) {
    const std::vector<Message>& messages = player_->desk().conversation().messages;
    const bool offers = statement.verb == Verb::bot_offers;
    if (!offers || !last_message_) {
        while (messages_read_ < messages.size() && messages[messages_read_].from != Message::From::bot) {
            ++messages_read_;
        }
        if (messages_read_ == messages.size()) {
            return Wrong{"the bot to say " + (offers ? "something" : statement.text),
                         "it says nothing more; " + where()};
        }
        last_message_ = messages_read_++;
    }
    const Message& message = messages[*last_message_];
    if (!offers) {
        return matches(statement.text, message.text) ? Outcome()
                                                     : Outcome(Wrong{"the bot to say " + statement.text, message.text});
    }
    std::vector<std::string> offered;
    bool same = message.options.size() == statement.names.size();
    for (std::size_t i = 0; i < message.options.size(); ++i) {
        offered.push_back(message.options[i].value);
        same =
            same && (statement.names[i] == message.options[i].value || statement.names[i] == message.options[i].label);
    }
    return same ? Outcome()
                : Outcome(Wrong{"the bot to offer " + join(statement.names),
                                offered.empty() ? "no options under: " + message.text : join(offered)});
}

CasePlay::Outcome CasePlay::look_at_desk(const Statement& statement) {
    const Conversation& conversation = player_->desk().conversation();
    const auto equal = [&](const std::string& what, const std::string& wanted, const std::string& seen) -> Outcome {
        return wanted == seen ? Outcome() : Outcome(Wrong{what + wanted, seen.empty() ? "none; " + where() : seen});
    };
    switch (statement.verb) {
        case Verb::expect_queue: {
            if (!conversation.entry || conversation.entry->queue != statement.name) {
                return Wrong{"the conversation to wait in the queue " + statement.name,
                             "it is " + (conversation.entry ? "in " + conversation.entry->queue
                                                            : conversation.status + "; " + where())};
            }
            const Value entry = Map{{"priority", conversation.entry->priority}};
            if (const Pair* wrong = first_difference(statement.pairs, entry)) {
                return Wrong{wrong->key + "=" + show_value(wrong->value), show_members(entry)};
            }
            return {};
        }
        case Verb::expect_no_queue:
            return conversation.entry
                       ? Outcome(Wrong{"no queue", "the conversation is in " + conversation.entry->queue})
                       : Outcome();
        case Verb::expect_tag:
            return conversation.tags.count(statement.text) != 0
                       ? Outcome()
                       : Outcome(Wrong{"the tag " + statement.text,
                                       conversation.tags.empty()
                                           ? "no tags"
                                           : join({conversation.tags.begin(), conversation.tags.end()})});
        case Verb::expect_no_tag:
            return conversation.tags.count(statement.text) == 0
                       ? Outcome()
                       : Outcome(Wrong{"no tag " + statement.text, "it is there"});
        case Verb::expect_note: {
            const auto fits = [&](const std::string& note) { return matches(statement.text, note); };
            return std::any_of(conversation.notes.begin(), conversation.notes.end(), fits)
                       ? Outcome()
                       : Outcome(Wrong{"the note " + statement.text,
                                       conversation.notes.empty() ? "no notes" : join(conversation.notes, "; ")});
        }
        case Verb::expect_field:
            if (const Pair* wrong = first_difference(statement.pairs, conversation.fields)) {
                return Wrong{"the field " + wrong->key + "=" + show_value(wrong->value),
                             conversation.fields.empty() ? "no fields" : show_members(conversation.fields)};
            }
            return {};
        case Verb::expect_closed:
            if (conversation.status != "closed") {
                return Wrong{"a closed conversation", conversation.status + "; " + where()};
            }
            return statement.name.empty() ? Outcome()
                                          : equal("the close reason ", statement.name, conversation.close_reason);
        case Verb::expect_status:
            return equal("the status ", statement.name, conversation.status);
        case Verb::expect_owner:
            return equal("the owner ", statement.name, conversation.owner);
        case Verb::expect_agent:
            return equal("the agent ", statement.name, conversation.agent);
        default:
            return {};
    }
}

CasePlay::Outcome CasePlay::look_at_run(const Statement& statement) {
    switch (statement.verb) {
        case Verb::expect_ended:
            return ended(statement);
        case Verb::expect_result: {
            const PlayedRun* run = run_of("");
            const Value result = run == nullptr ? Value() : run->state.result;
            return result == statement.value ? Outcome()
                                             : Outcome(Wrong{"the result " + show_value(statement.value),
                                                             show_value(result) + "; " + where()});
        }
        case Verb::expect_cancelled: {
            const PlayedRun* run = run_of("");
            return run != nullptr && run->state.status == run::Status::cancelled
                       ? Outcome()
                       : Outcome(Wrong{"a cancelled run", where()});
        }
        case Verb::expect_node: {
            for (const PlayedRun& run : player_->runs()) {
                for (const run::Activation& activation : run.state.activations) {
                    const run::Frame& frame = *run.state.frame(activation.frame);
                    if (frame.graph->nodes[static_cast<std::size_t>(activation.node)].id.view() == statement.name &&
                        (statement.key.empty() || frame.graph->key == statement.key)) {
                        return {};
                    }
                }
            }
            return Wrong{"the run to stand at " + statement.name, where()};
        }
        case Verb::expect_left: {
            std::vector<std::string> ways;
            for (const Player::Left& left : player_->left()) {
                if (left.node == statement.name && left.output == statement.key) {
                    return {};
                }
                ways.push_back(left.node + " by " + left.output);
            }
            return Wrong{statement.name + " to be left by " + statement.key,
                         ways.empty() ? "no node was left" : join(ways)};
        }
        case Verb::expect_var:
            for (const Pair& pair : statement.pairs) {
                const Value seen = variable(pair.key);
                if (!(seen == pair.value)) {
                    return Wrong{"the variable " + pair.key + "=" + show_value(pair.value), show_value(seen)};
                }
            }
            return {};
        case Verb::expect_incident:
            for (Player::Incident& incident : player_->incidents()) {
                if (!incident.read && incident.code == statement.name) {
                    incident.read = true;
                    return {};
                }
            }
            return Wrong{"the incident " + statement.name, where()};
        case Verb::expect_event: {
            std::vector<std::string> told;
            for (const Emitted& event : player_->desk().emitted()) {
                if (event.name == statement.name && (statement.key.empty() || event.key == statement.key) &&
                    first_difference(statement.pairs, event.payload) == nullptr) {
                    return {};
                }
                told.push_back(event.name + (event.key.empty() ? "" : " for " + event.key) + " " +
                               show_members(event.payload));
            }
            return Wrong{"the event " + statement.name + " " + show(statement.pairs),
                         told.empty() ? "no events" : join(told, "; ")};
        }
        case Verb::expect_flow: {
            std::vector<std::string> started;
            for (const PlayedRun& run : player_->runs()) {
                if (run.flow == statement.name && first_difference(statement.pairs, run.input) == nullptr) {
                    return {};
                }
                started.push_back(run.flow + " " + show_members(run.input));
            }
            return Wrong{"a run of the flow " + statement.name + " " + show(statement.pairs), join(started, "; ")};
        }
        case Verb::expect_http: {
            const std::vector<AskedEffect>& effects = player_->effects();
            const auto call = std::find_if(effects.rbegin(), effects.rend(), [&](const AskedEffect& one) {
                return one.name == "http.request" && one.node == statement.name;
            });
            if (call == effects.rend()) {
                return Wrong{"a call by " + statement.name, "none"};
            }
            const Pair* wrong = first_difference(statement.pairs, call->payload);
            return wrong == nullptr ? Outcome()
                                    : Outcome(Wrong{wrong->key + "=" + show_value(wrong->value) + " in the call by " +
                                                        statement.name,
                                                    show_value(of_call(*call, wrong->key))});
        }
        default:
            return {};
    }
}

CasePlay::Outcome CasePlay::ended(const Statement& statement) {
    const PlayedRun* run = run_of(statement.key);
    if (run == nullptr) {
        return Wrong{"a run of the flow " + statement.key, "none was started"};
    }
    if (run->state.status != run::Status::completed) {
        return Wrong{"the run to have ended" + (statement.name.empty() ? "" : " with " + statement.name), where()};
    }
    if (!statement.name.empty() && run->state.outcome.view() != statement.name) {
        return Wrong{"the outcome " + statement.name, run->state.outcome.str()};
    }
    return {};
}

// The newest run of the flow; without a name the first run of all.
const PlayedRun* CasePlay::run_of(const std::string& flow) const {
    if (flow.empty()) {
        return player_->first_run();
    }
    const auto& runs = player_->runs();
    const auto found = std::find_if(runs.rbegin(), runs.rend(), [&](const PlayedRun& run) { return run.flow == flow; });
    return found == runs.rend() ? nullptr : &*found;
}

// Of the run that owns the conversation now, else of the first.
Value CasePlay::variable(const std::string& path) const {
    const PlayedRun* run = player_->first_run();
    for (const PlayedRun& one : player_->runs()) {
        if (one.id == player_->desk().owner_run()) {
            run = &one;
        }
    }
    return run == nullptr ? Value() : Value(at_path(run::show(run->state)["vars"], path));
}

// Where the runs stand, for a person who wonders.
std::string CasePlay::where() const {
    std::vector<std::string> all;
    for (const PlayedRun& run : player_->runs()) {
        std::string text = run.flow + " is " + std::string(to_text(run.state.status));
        if (run.state.status == run::Status::completed) {
            text += " with " + run.state.outcome.str();
        }
        std::vector<std::string> nodes;
        for (const run::Activation& activation : run.state.activations) {
            nodes.push_back(
                run.state.frame(activation.frame)->graph->nodes[static_cast<std::size_t>(activation.node)].id.str());
            if (activation.phase == run::Activation::Phase::failed) {
                nodes.back() += " (" + activation.code.str() + ")";
            }
        }
        all.push_back(text + (nodes.empty() ? "" : " at " + join(nodes)));
    }
    return all.empty() ? "no run was started" : join(all, "; ");
}

}  // namespace millrace::flowtest
