// Conversations, for people of the desk.

#include <algorithm>
#include <iterator>

#include "api/auth/cursor.hpp"
#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/conversations/agent_service.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/conversations/escalation.hpp"
#include "runtime/desk/conversations/steering.hpp"
#include "runtime/desk/routing/routing.hpp"
#include "runtime/desk/work.hpp"

namespace millrace::api {
namespace {

struct TextInput {
    std::string text;
};
void describe(Fields<TextInput>& fields) {
    fields.add("text", &TextInput::text).required();
}
struct TagInput {
    std::string tag;
};
void describe(Fields<TagInput>& fields) {
    fields.add("tag", &TagInput::tag).required();
}
struct AssignInput {
    std::string user_id;
};
void describe(Fields<AssignInput>& fields) {
    fields.add("user_id", &AssignInput::user_id).required();
}
struct TransferInput {
    std::string queue;
};
void describe(Fields<TransferInput>& fields) {
    fields.add("queue", &TransferInput::queue).required().help("The key of any queue of the org.");
}
struct CloseInput {
    std::string reason;
};
void describe(Fields<CloseInput>& fields) {
    fields.add("reason", &CloseInput::reason).required();
}

Result<desk::ConversationId> conversation_of(const Call& call) {
    const auto id = parse_base32(call.param("id"));
    if (!id) {
        return Error{"conversation.unknown", "expected the id of a conversation but there is none with '" +
                                                 std::string(call.param("id")) + "'"};
    }
    return desk::ConversationId{*id};
}

http::Answer list(const Call& call) {
    desk::ConversationFilter filter;
    filter.status = std::string(call.request.query_value("status").value_or(""));
    filter.queue = std::string(call.request.query_value("queue").value_or(""));
    static constexpr std::string_view statuses[] = {"", "new", "queued", "offered", "assigned", "wrap_up", "closed"};
    if (std::find(std::begin(statuses), std::end(statuses), filter.status) == std::end(statuses)) {
        return http::problem(
            400, {"request.malformed",
                  "expected one of new, queued, offered, assigned, wrap_up, closed but found '" + filter.status + "'"});
    }
    const Result<std::int64_t> limit = call.number("limit", 50, 1, 200);
    if (!limit) {
        return problem_of(limit.error());
    }
    filter.limit = static_cast<int>(*limit);
    if (const auto sealed = call.request.query_value("cursor"); sealed && !sealed->empty()) {
        const Result<std::string> place = auth::cursor::open(call.services.token_key, "conversations", *sealed);
        const auto before = place ? parse_base32(*place) : Result<std::uint64_t>(Error{});
        if (!before) {
            return problem_of({"cursor.invalid", "expected a cursor from this list but found another"});
        }
        filter.before = desk::ConversationId{*before};
    }
    const auto reader = call.services.store.reader();
    const desk::ConversationPage page =
        desk::list_conversations(reader->org(call.org()), viewer_of(call.caller), filter);
    return http::Answer::json(Map{
        {"items", page.items},
        {"cursor", page.next ? Value(auth::cursor::seal(call.services.token_key, "conversations", to_text(page.next)))
                             : Value()}});
}

http::Answer show(const Call& call) {
    const auto id = conversation_of(call);
    if (!id) {
        return problem_of(id.error());
    }
    const auto reader = call.services.store.reader();
    const Result<Value> shown = desk::show_conversation(reader->org(call.org()), viewer_of(call.caller), *id);
    return shown ? http::Answer::json(*shown) : problem_of(shown.error());
}

http::Answer messages(const Call& call) {
    const auto id = conversation_of(call);
    if (!id) {
        return problem_of(id.error());
    }
    const Result<std::int64_t> after = call.number("after", 0, 0, INT64_MAX);
    if (!after) {
        return problem_of(after.error());
    }
    const auto reader = call.services.store.reader();
    const Result<Value> shown = desk::show_messages(reader->org(call.org()), viewer_of(call.caller), *id, *after);
    return shown ? http::Answer::json(*shown) : problem_of(shown.error());
}

// A change to the conversation of the path, in a transaction of its own.
http::Answer change(
    const Call& call, int success,
    const std::function<Result<Value>(const desk::Work&, const desk::Viewer&, desk::ConversationId)>& work) {
    const auto id = conversation_of(call);
    if (!id) {
        return problem_of(id.error());
    }
    return change_desk(call, success, [id = *id, work](const desk::Work& here, const desk::Viewer& viewer) {
        return work(here, viewer, id);
    });
}

http::Answer take(const Call& call) {
    return change(call, 200, [](const desk::Work& work, const desk::Viewer& viewer, desk::ConversationId id) {
        return desk::take_conversation(work, viewer, id);
    });
}

http::Answer accept(const Call& call) {
    return change(call, 200, desk::accept_offer);
}
http::Answer decline(const Call& call) {
    return change(call, 200, desk::decline_offer);
}
http::Answer reopen(const Call& call) {
    return change(call, 200, desk::reopen_conversation);
}
http::Answer complete(const Call& call) {
    return change(call, 200, desk::complete_conversation);
}

template <class T>
http::Answer change_with(const Call& call, int success,
                         Result<Value> (*work)(const desk::Work&, const desk::Viewer&, desk::ConversationId,
                                               std::string_view),
                         std::string T::*member) {
    const Result<T> input = input_of<T>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change(call, success,
                  [work, text = (*input).*member](const desk::Work& here, const desk::Viewer& viewer,
                                                  desk::ConversationId id) { return work(here, viewer, id, text); });
}

http::Answer reply(const Call& call) {
    return change_with(call, 201, desk::reply, &TextInput::text);
}
http::Answer note(const Call& call) {
    return change_with(call, 201, desk::add_note, &TextInput::text);
}
http::Answer tag(const Call& call) {
    return change_with(call, 200, desk::add_tag, &TagInput::tag);
}
http::Answer assign(const Call& call) {
    return change_with(call, 200, desk::assign_conversation, &AssignInput::user_id);
}
http::Answer transfer(const Call& call) {
    return change_with(call, 200, desk::transfer_conversation, &TransferInput::queue);
}
http::Answer escalate(const Call& call) {
    return change_with(call, 200, desk::escalate_conversation, &CloseInput::reason);
}
http::Answer close(const Call& call) {
    return change_with(call, 200, desk::close_conversation, &CloseInput::reason);
}

}  // namespace

void add_conversations(std::vector<Operation>& all) {
    all.push_back(getting("/api/conversations", "conversation.read_own",
                          "Your conversations and, as previews, what waits in your teams; by ?status= and ?queue=.",
                          list));
    all.push_back(getting("/api/conversations/{id}", "conversation.read_own", "A conversation, or its preview.", show));
    all.push_back(
        getting("/api/conversations/{id}/messages", "conversation.read_own", "Its messages, ?after=CURSOR.", messages));
    all.push_back(posting<Nothing>("/api/conversations/{id}/take", "conversation.take",
                                   "Takes it from its queue; of two takers one wins.", take));
    all.push_back(posting<Nothing>("/api/conversations/{id}/accept", "conversation.take",
                                   "Accepts the offer; 404 when it is not yours, or not any more.", accept));
    all.push_back(posting<Nothing>("/api/conversations/{id}/decline", "conversation.take",
                                   "Declines the offer: it goes to somebody else.", decline));
    all.push_back(posting<AssignInput>("/api/conversations/{id}/assign", "conversation.assign",
                                       "Gives it to somebody of its team.", assign));
    all.push_back(posting<TransferInput>("/api/conversations/{id}/transfer", "conversation.transfer_team",
                                         "On to another queue, with its history and its place in line.", transfer));
    all.push_back(posting<CloseInput>("/api/conversations/{id}/escalate", "conversation.escalate",
                                      "To the escalation queue, with its place in line and a note that says why.",
                                      escalate));
    all.push_back(
        posting<Nothing>("/api/conversations/{id}/complete", "conversation.close", "Ends the wrap-up.", complete));
    all.push_back(posting<Nothing>("/api/conversations/{id}/reopen", "conversation.reopen",
                                   "Opens it again: with who had it, or in front of its queue.", reopen));
    Operation say = posting<TextInput>("/api/conversations/{id}/messages", "conversation.reply",
                                       "Answers the customer.", reply, 201);
    say.creates = true;
    all.push_back(std::move(say));
    Operation noting = posting<TextInput>("/api/conversations/{id}/notes", "conversation.note",
                                          "Leaves a note for colleagues.", note, 201);
    noting.creates = true;
    all.push_back(std::move(noting));
    all.push_back(posting<TagInput>("/api/conversations/{id}/tags", "conversation.tag", "Tags it.", tag));
    all.push_back(
        posting<CloseInput>("/api/conversations/{id}/close", "conversation.close", "Closes it with a reason.", close));
}

}  // namespace millrace::api
