#pragma once

#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/drive/local_effects.hpp"

namespace millrace::desk {

// message.send, conversation.tag, .note, .set_field, .close, .hand_back, .fall_back.
void add_conversation_effects(drive::LocalEffects& effects, Feed& feed);

// One that is carried out on the conversation of the run that asks: the other rooms' effects are made of it.
using OnConversation = Result<std::optional<Signal>> (*)(const Work&, const drive::LocalEffect&, const Conversation&);
void add_effect(drive::LocalEffects& effects, Feed& feed, std::string_view name, OnConversation carry);

// The conversation that the effect's run is about; "effect.no_conversation" when it is about something else.
Result<Conversation> conversation_of(const Work& work, const drive::LocalEffect& effect);
// Only the run that owns the conversation may talk, and one that has handed it over does not any more:
// "flow.companion_talks".
Status may_talk(const Work& work, const drive::LocalEffect& effect);

}  // namespace millrace::desk
