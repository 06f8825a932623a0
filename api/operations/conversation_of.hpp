#pragma once

#include <charconv>
#include <functional>

#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "runtime/desk/conversations/conversation.hpp"

// What operations on a conversation share: the one in the path, a place among its messages, a change to it.
namespace millrace::api {

inline Result<desk::ConversationId> conversation_of(const Call& call) {
    const auto id = parse_base32(call.param("id"));
    if (!id) {
        return Error{"conversation.unknown", "expected the id of a conversation but there is none with '" +
                                                 std::string(call.param("id")) + "'"};
    }
    return desk::ConversationId{*id};
}

struct CursorInput {
    std::string cursor;
};
inline void describe(Fields<CursorInput>& fields) {
    fields.add("cursor", &CursorInput::cursor).required().help("Of the last message.");
}
inline Result<std::int64_t> message_cursor_of(const Call& call) {
    const Result<CursorInput> input = input_of<CursorInput>(call);
    if (!input) {
        return input.error();
    }
    std::int64_t cursor = 0;
    const char* end = input->cursor.data() + input->cursor.size();
    if (const auto read = std::from_chars(input->cursor.data(), end, cursor);
        read.ec != std::errc() || read.ptr != end) {
        return Error{"request.invalid", "expected the cursor of a message but found '" + input->cursor + "'",
                     "/cursor"};
    }
    return cursor;
}

// In a transaction of its own.
inline http::Answer change_conversation(
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

}  // namespace millrace::api
