// The web chat, for visitors.

#include "api/operations/catalogue.hpp"
#include "api/operations/conversation_of.hpp"
#include "api/operations/input.hpp"
#include "api/operations/people.hpp"
#include "api/operations/services.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/conversations/abandonment.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/conversations/reading.hpp"
#include "runtime/desk/conversations/visitor_service.hpp"
#include "runtime/desk/work.hpp"

namespace millrace::api {
namespace {

struct BeginInput {
    std::string name;
    std::string email;
};
void describe(Fields<BeginInput>& fields) {
    fields.add("name", &BeginInput::name);
    fields.add("email", &BeginInput::email);
}
struct MessageInput {
    std::string id;
    std::string text;
};
void describe(Fields<MessageInput>& fields) {
    fields.add("id", &MessageInput::id).required().help("Yours, [A-Za-z0-9_-]{1,64}: the same one may be sent again.");
    fields.add("text", &MessageInput::text).required();
}
// The conversation in the path must be the one of the token.
Result<desk::Visitor> visitor_of(const Call& call) {
    const auto id = parse_base32(call.param("id"));
    if (!id || *id != call.caller.conversation) {
        return Error{"conversation.unknown", "expected the conversation of this token but found another"};
    }
    return desk::Visitor{desk::ContactId{call.caller.contact}, desk::ConversationId{*id}};
}

http::Answer begin(const Call& call) {
    const Result<BeginInput> input = input_of<BeginInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    std::optional<desk::Channel> channel;
    {
        const auto reader = call.services.store.reader();
        channel = desk::find_channel_by_key(*reader, call.param("channel"));
    }
    if (!channel) {
        return problem_of({"channel.unknown", "expected the key of a channel but there is none with '" +
                                                  std::string(call.param("channel")) + "'"});
    }
    desk::NewConversation wanted;
    wanted.name = input->name;
    wanted.email = input->email;
    if (call.caller.visitor && call.caller.org == channel->org) {
        wanted.contact = desk::ContactId{call.caller.contact};
    }
    Caller here = call.caller;
    here.org = channel->org;
    const Call local{call.request, here, call.services};
    return write(
        local, 201, [&services = call.services, channel = *channel, wanted](store::Transaction& tx) -> Result<Value> {
            const Result<desk::Visitor> visitor =
                desk::start_conversation(desk::Work{tx, services.feed, channel.org, "customer"}, channel, wanted);
            if (!visitor) {
                return visitor.error();
            }
            return Value(Map{{"conversation_id", to_text(visitor->conversation)},
                             {"token", services.people.visitor_token(channel.org, *visitor)}});
        });
}

http::Answer say(const Call& call) {
    const Result<MessageInput> input = input_of<MessageInput>(call);
    const Result<desk::Visitor> visitor = visitor_of(call);
    if (!visitor || !input) {
        return problem_of(visitor ? input.error() : visitor.error());
    }
    return write(
        call, 202,
        [&feed = call.services.feed, org = call.org(), visitor = *visitor, input = *input](store::Transaction& tx) {
            return desk::receive_message(desk::Work{tx, feed, org, "customer"}, visitor, input.id, input.text);
        });
}

http::Answer change(const Call& call, const Once& key,
                    std::function<Status(const desk::Work&, const desk::Visitor&)> work);

http::Answer messages(const Call& call) {
    const Result<desk::Visitor> visitor = visitor_of(call);
    const Result<std::int64_t> after = call.number("after", 0, 0, INT64_MAX);
    if (!visitor || !after) {
        return problem_of(visitor ? after.error() : visitor.error());
    }
    Result<Value> shown = Error{};
    bool note = false;
    bool are_new_to_him = false;
    {
        const auto reader = call.services.store.reader();
        const store::OrgReader here = reader->org(call.org());
        shown = desk::show_messages(here, visitor->contact, visitor->conversation, *after);
        note = shown && desk::is_visitor_to_be_noted(here, visitor->conversation, call.services.store.clock().now());
        are_new_to_him = shown && *after > 0 && desk::has_undelivered(here, visitor->conversation, *after);
    }
    if (note || are_new_to_him) {
        // Who asks is there, and has what came before what he asks for. A store that cannot take it right now answers
        // all the same: the next question is soon.
        change(call, std::nullopt,
               [note, are_new_to_him, after = *after](const desk::Work& work, const desk::Visitor& whose) -> Status {
                   if (note) {
                       desk::visitor_seen(work, whose.conversation);
                   }
                   return are_new_to_him ? desk::get_messages(work, whose, after) : Status();
               });
    }
    return shown ? http::Answer::json(*shown) : problem_of(shown.error());
}

http::Answer change(const Call& call, const Once& key,
                    std::function<Status(const desk::Work&, const desk::Visitor&)> work) {
    const Result<desk::Visitor> visitor = visitor_of(call);
    if (!visitor) {
        return problem_of(visitor.error());
    }
    return write(call, 202, key,
                 [&feed = call.services.feed, org = call.org(), visitor = *visitor,
                  work](store::Transaction& tx) -> Result<Value> {
                     const Status done = work(desk::Work{tx, feed, org, "customer"}, visitor);
                     return done ? Result<Value>(Value(Map{})) : Result<Value>(done.error());
                 });
}

http::Answer human(const Call& call) {
    return change(call, once(call), [](const desk::Work& work, const desk::Visitor& visitor) {
        return desk::request_human(work, visitor);
    });
}

http::Answer leave(const Call& call) {
    return change(call, once(call), [](const desk::Work& work, const desk::Visitor& visitor) {
        return desk::leave_conversation(work, visitor);
    });
}

http::Answer up_to(const Call& call, Status (*note)(const desk::Work&, const desk::Visitor&, std::int64_t)) {
    const Result<std::int64_t> cursor = message_cursor_of(call);
    if (!cursor) {
        return problem_of(cursor.error());
    }
    return change(call, once(call), [note, cursor = *cursor](const desk::Work& work, const desk::Visitor& visitor) {
        return note(work, visitor, cursor);
    });
}

http::Answer got_up_to(const Call& call) {
    return up_to(call, desk::get_messages);
}

http::Answer seen_up_to(const Call& call) {
    return up_to(call, desk::read_messages);
}

Operation for_visitors(Operation op) {
    op.door = Operation::Door::visitors;
    return op;
}

}  // namespace

void add_chat(std::vector<Operation>& all) {
    Operation first = posting<BeginInput>("/api/chat/{channel}/conversations", "",
                                          "Begins a conversation: its id and a token for 30 days.", begin, 201);
    first.door = Operation::Door::anybody;
    first.creates = true;
    all.push_back(std::move(first));
    all.push_back(for_visitors(posting<MessageInput>("/api/chat/conversations/{id}/messages", "",
                                                     "What the customer writes; 202 when it is durable.", say, 202)));
    all.push_back(
        for_visitors(getting("/api/chat/conversations/{id}/messages", "", "Messages, ?after=CURSOR.", messages)));
    all.push_back(
        for_visitors(posting<Nothing>("/api/chat/conversations/{id}/human", "", "Asks for a person.", human, 202)));
    all.push_back(
        for_visitors(posting<Nothing>("/api/chat/conversations/{id}/leave", "", "The customer is gone.", leave, 202)));
    all.push_back(for_visitors(posting<CursorInput>("/api/chat/conversations/{id}/delivered", "",
                                                    "The browser has them up to here.", got_up_to, 202)));
    all.push_back(for_visitors(
        posting<CursorInput>("/api/chat/conversations/{id}/read", "", "Read up to here.", seen_up_to, 202)));
}

}  // namespace millrace::api
