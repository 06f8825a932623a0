#include "runtime/flowtest/play/happen.hpp"

#include "engine/node/settings.hpp"

namespace millrace::flowtest {

Value payload_of(const Statement& statement) {
    Map payload;
    for (const Pair& pair : statement.pairs) {
        payload = replaced_at(payload, {pair.key}, pair.value).as_map();
    }
    return payload;
}

Status happen(Player& player, const Statement& statement) {
    using Action = run::ResolveIncident::Action;
    switch (statement.verb) {
        case Verb::customer_says:
            return player.say(statement.text);
        case Verb::customer_picks:
            return player.pick(statement.text);
        case Verb::customer_human:
            return player.ask_for_human();
        case Verb::customer_leaves:
            return player.leave();
        case Verb::after:
            player.after(*statement.duration);
            return {};
        case Verb::http:
            player.mock_http(statement.name, *statement.reply);
            return {};
        case Verb::signal:
            player.signal(statement.name, statement.key, payload_of(statement));
            return {};
        case Verb::agent_takes:
            return player.agent_takes(statement.name);
        case Verb::agent_replies:
            return player.agent_replies(statement.name, statement.text);
        case Verb::agent_closes:
            return player.agent_closes(statement.name, statement.key.empty() ? "resolved" : statement.key);
        case Verb::agent_hands_back:
            return player.agent_hands_back(statement.name);
        case Verb::cancel:
            return player.cancel("cancelled by a person");
        case Verb::incident_retry:
            return player.resolve(Action::retry);
        case Verb::incident_skip:
            return player.resolve(Action::skip, statement.name);
        case Verb::incident_cancel:
            return player.resolve(Action::cancel);
        default:
            return {};  // a node case's `enter` is its beginning
    }
}

}  // namespace millrace::flowtest
