// Conversations, for people of the desk.

#include <algorithm>

#include "api/auth/cursor.hpp"
#include "api/operations/catalogue.hpp"
#include "api/operations/conversation_of.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/conversations/agent_service.hpp"
#include "runtime/desk/conversations/annotations.hpp"
#include "runtime/desk/conversations/escalation.hpp"
#include "runtime/desk/conversations/inbox.hpp"
#include "runtime/desk/conversations/reading.hpp"
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
struct ValuesInput {
    Value values;
};
void describe(Fields<ValuesInput>& fields) {
    fields.add("values", &ValuesInput::values).required().help("Field → value, as GET /api/fields describes them.");
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

std::string query_of(const Call& call, std::string_view name) {
    return std::string(call.request.query_value(name).value_or(""));
}

std::optional<Error> unknown_word(std::string_view what, const std::string& word,
                                  std::initializer_list<std::string_view> words) {
    if (std::find(words.begin(), words.end(), word) != words.end()) {
        return std::nullopt;
    }
    std::string names;
    for (const std::string_view each : words) {
        names += (names.empty() || each.empty() ? "" : ", ") + std::string(each);
    }
    return Error{"request.malformed",
                 "expected " + std::string(what) + " to be one of " + names + " but found '" + word + "'"};
}

http::Answer list(const Call& call) {
    desk::ConversationFilter filter;
    filter.status = query_of(call, "status");
    filter.queue = query_of(call, "queue");
    filter.tag = query_of(call, "tag");
    filter.text = query_of(call, "q");
    filter.assignee = query_of(call, "assignee");
    if (filter.assignee == "me") {
        filter.assignee = call.caller.user_id;
    }
    if (auto wrong =
            unknown_word("status", filter.status, {"", "new", "queued", "offered", "assigned", "wrap_up", "closed"})) {
        return problem_of(*wrong);
    }
    if (const std::string sort = query_of(call, "sort"); !sort.empty()) {
        if (auto wrong = unknown_word("sort", sort, {"newest", "oldest", "waiting"})) {
            return problem_of(*wrong);
        }
        filter.sort = sort;
    }
    const Result<std::int64_t> limit = call.number("limit", 50, 1, 200);
    if (!limit) {
        return problem_of(limit.error());
    }
    filter.limit = static_cast<int>(*limit);
    const std::string scope = "conversations " + filter.sort;
    if (const auto sealed = call.request.query_value("cursor"); sealed && !sealed->empty()) {
        const Result<std::string> place = auth::cursor::open(call.services.token_key, scope, *sealed);
        if (!place) {
            return problem_of({"cursor.invalid", "expected a cursor from this list but found another"});
        }
        filter.place = *place;
    }
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const Result<desk::ConversationPage> page = desk::list_conversations(here, viewer_of(call.caller), filter);
    if (!page) {
        return problem_of(page.error());
    }
    return http::Answer::json(
        Map{{"items", page->items},
            {"cursor",
             page->next.empty() ? Value() : Value(auth::cursor::seal(call.services.token_key, scope, page->next))},
            {"total_unread", page->total_unread}});
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

http::Answer take(const Call& call) {
    return change_conversation(call, 200,
                               [](const desk::Work& work, const desk::Viewer& viewer, desk::ConversationId id) {
                                   return desk::take_conversation(work, viewer, id);
                               });
}

http::Answer accept(const Call& call) {
    return change_conversation(call, 200, desk::accept_offer);
}
http::Answer decline(const Call& call) {
    return change_conversation(call, 200, desk::decline_offer);
}
http::Answer reopen(const Call& call) {
    return change_conversation(call, 200, desk::reopen_conversation);
}
http::Answer complete(const Call& call) {
    return change_conversation(call, 200, desk::complete_conversation);
}
http::Answer hand_back(const Call& call) {
    return change_conversation(call, 200, desk::hand_back_conversation);
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
    return change_conversation(
        call, success,
        [work, text = (*input).*member](const desk::Work& here, const desk::Viewer& viewer, desk::ConversationId id) {
            return work(here, viewer, id, text);
        });
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
http::Answer transfer_to_agent(const Call& call) {
    return change_with(call, 200, desk::transfer_to_agent, &AssignInput::user_id);
}
http::Answer untag(const Call& call) {
    return change_conversation(call, 200,
                               [tag = std::string(call.param("tag"))](
                                   const desk::Work& work, const desk::Viewer& viewer, desk::ConversationId id) {
                                   return desk::remove_tag(work, viewer, id, tag);
                               });
}
http::Answer set_pin(const Call& call, bool pinned) {
    return change_conversation(call, 200,
                               [pin = desk::NotePin{std::string(call.param("note")), pinned}](
                                   const desk::Work& work, const desk::Viewer& viewer, desk::ConversationId id) {
                                   return desk::pin_note(work, viewer, id, pin);
                               });
}
http::Answer pin(const Call& call) {
    return set_pin(call, true);
}
http::Answer unpin(const Call& call) {
    return set_pin(call, false);
}
http::Answer set_fields(const Call& call) {
    const Result<ValuesInput> input = input_of<ValuesInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (!input->values.is_map()) {
        return problem_of({"request.invalid", "expected an object of fields and their values", "/values"});
    }
    return change_conversation(
        call, 200,
        [values = input->values](const desk::Work& work, const desk::Viewer& viewer, desk::ConversationId id) {
            return desk::set_fields(work, viewer, id, values.as_map());
        });
}
http::Answer read_up_to(const Call& call) {
    const Result<std::int64_t> cursor = message_cursor_of(call);
    if (!cursor) {
        return problem_of(cursor.error());
    }
    return change_conversation(
        call, 200, [cursor = *cursor](const desk::Work& work, const desk::Viewer& viewer, desk::ConversationId id) {
            return desk::read_by_agent(work, viewer, id, cursor);
        });
}
http::Answer close(const Call& call) {
    return change_with(call, 200, desk::close_conversation, &CloseInput::reason);
}

FieldSpec in_query(std::string key, std::string help, std::vector<std::string> values = {}) {
    FieldSpec spec;
    spec.key = std::move(key);
    spec.kind = values.empty() ? FieldKind::string : FieldKind::choice;
    spec.help = std::move(help);
    for (std::string& value : values) {
        spec.choices.push_back({value, value});
    }
    return spec;
}

Operation listing() {
    Operation op =
        getting("/api/conversations", "conversation.read_own",
                "Your conversations and, as previews, what waits in your teams; with what you have not read.", list);
    op.query = {
        in_query("status", "Of this status only.", {"new", "queued", "offered", "assigned", "wrap_up", "closed"}),
        in_query("queue", "The key of a queue."),
        in_query("tag", "With exactly this tag."),
        in_query("assignee", "The id of whoever has it, me, or none."),
        in_query("q", "In name, address or first message; of open ones, unless a status is given."),
        in_query("sort", "waiting: by priority, then by wait.", {"newest", "oldest", "waiting"}),
        in_query("limit", "1 to 200 a page."),
        in_query("cursor", "Of the page before. A page may be shorter than asked and still have one.")};
    op.answers = "{items, cursor, total_unread}";
    return op;
}

}  // namespace

void add_conversations(std::vector<Operation>& all) {
    all.push_back(listing());
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
    all.push_back(posting<TagInput>("/api/conversations/{id}/tags", "conversation.tag",
                                    "Tags it: with a tag that is defined, as soon as any is.", tag));
    all.push_back(with_method(http::Method::del, getting("/api/conversations/{id}/tags/{tag}", "conversation.tag",
                                                         "Takes a tag away, whoever set it.", untag)));
    all.push_back(posting<Nothing>("/api/conversations/{id}/notes/{note}/pin", "conversation.note",
                                   "Pins a note: it stands first.", pin));
    all.push_back(posting<Nothing>("/api/conversations/{id}/notes/{note}/unpin", "conversation.note",
                                   "The note stands where it was written again.", unpin));
    all.push_back(with_method(http::Method::patch,
                              posting<ValuesInput>("/api/conversations/{id}/fields", "conversation.set_field",
                                                   "Fills in fields; null takes a value away.", set_fields)));
    all.push_back(posting<CursorInput>("/api/conversations/{id}/read", "conversation.read_own",
                                       "You have read up to here; of your own the customer hears it.", read_up_to));
    all.push_back(posting<Nothing>("/api/conversations/{id}/hand_back", "conversation.hand_back",
                                   "Back to its flow, which goes on or begins anew.", hand_back));
    all.push_back(posting<AssignInput>("/api/conversations/{id}/transfer_agent", "conversation.transfer_agent",
                                       "On to a colleague of its team, who is online and has room.",
                                       transfer_to_agent));
    all.push_back(
        posting<CloseInput>("/api/conversations/{id}/close", "conversation.close", "Closes it with a reason.", close));
}

}  // namespace millrace::api
