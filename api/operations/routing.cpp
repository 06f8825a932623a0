// Which queue, by the org's own rules; and what an org decides about its desk as a whole.

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/routing/rules.hpp"
#include "runtime/desk/settings/settings.hpp"

namespace millrace::api {
namespace {

// A conversation that there is, or facts as one might have them.
struct TryInput {
    std::string conversation_id;
    Value facts;
};
void describe(Fields<TryInput>& fields) {
    fields.add("conversation_id", &TryInput::conversation_id)
        .help("Of a conversation, to see what would become of it.");
    fields.add("facts", &TryInput::facts)
        .help(
            "Or {channel: {kind, key}, contact: {name, email}, fields, tags, first_text, priority, human_requested}.");
}

http::Answer rules(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(to_value(desk::routing_rules(reader->org(call.org()))));
}

http::Answer set_rules(const Call& call) {
    const Result<desk::RoutingRules> input = input_of<desk::RoutingRules>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(call, 200, [wanted = *input](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
        if (Status set = desk::set_routing_rules(work, wanted); !set) {
            return set.error();
        }
        return to_value(wanted);
    });
}

http::Answer try_rules(const Call& call) {
    const Result<TryInput> input = input_of<TryInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    Map facts = input->facts.is_map() ? input->facts.as_map() : Map{};
    if (!input->conversation_id.empty()) {
        const auto id = parse_base32(input->conversation_id);
        const std::optional<desk::Conversation> conversation =
            id ? desk::find_conversation(here, desk::ConversationId{*id}) : std::nullopt;
        if (!conversation) {
            return problem_of(
                {"conversation.unknown",
                 "expected the id of a conversation but there is none with '" + input->conversation_id + "'",
                 "/conversation_id"});
        }
        facts = desk::facts_of(here, *conversation, conversation->priority);
    }
    return http::Answer::json(
        desk::show(desk::decide(desk::routing_rules(here), facts, call.services.store.clock().now())));
}

http::Answer settings(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(to_value(desk::desk_settings(reader->org(call.org()))));
}

http::Answer set_settings(const Call& call) {
    const Result<desk::DeskSettings> input = input_of<desk::DeskSettings>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(call, 200, [wanted = *input](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
        if (Status set = desk::set_desk_settings(work, wanted); !set) {
            return set.error();
        }
        return to_value(wanted);
    });
}

}  // namespace

void add_routing(std::vector<Operation>& all) {
    all.push_back(
        getting("/api/routing-rules", "routing.read", "The rules by which conversations find their queue.", rules));
    all.push_back(with_method(
        http::Method::put, posting<desk::RoutingRules>("/api/routing-rules", "routing.write",
                                                       "In place of all: the first that holds decides.", set_rules)));
    all.push_back(posting<TryInput>("/api/routing-rules/try", "routing.read",
                                    "Which rule would decide, and what became of those before it.", try_rules));
    all.push_back(getting("/api/settings", "settings.read", "What the org decides about its desk.", settings));
    all.push_back(with_method(
        http::Method::put,
        posting<desk::DeskSettings>("/api/settings", "settings.write", "What is left out is as usual.", set_settings)));
}

}  // namespace millrace::api
