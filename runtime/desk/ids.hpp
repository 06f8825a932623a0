#pragma once

#include "engine/base/id.hpp"
#include "runtime/store/rows.hpp"

namespace millrace::desk {

using ConversationId = Id<struct ConversationTag>;
using ContactId = Id<struct ContactTag>;
using ChannelId = Id<struct ChannelTag>;

// A conversation is what its run is about.
constexpr store::SubjectId subject_of(ConversationId id) {
    return {id.value};
}
constexpr ConversationId conversation_of(store::SubjectId subject) {
    return {subject.value};
}
constexpr std::string_view conversation_subject = "conversation";

}  // namespace millrace::desk
