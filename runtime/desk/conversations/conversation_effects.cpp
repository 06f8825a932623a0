#include "runtime/desk/conversations/conversation_effects.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/desk/conversation.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/messages/message.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::desk {
namespace {

using Answer = Result<std::optional<Signal>>;
const std::optional<Signal> no_answer;

constexpr Duration afterwards = hours(24);

Answer send(const Work& work, const drive::LocalEffect& effect, const Conversation& conversation) {
    if (Status owner = may_talk(work, effect); !owner) {
        return owner.error();
    }
    if (conversation.status == "closed" && (!conversation.closed || work.now() - *conversation.closed >= afterwards)) {
        return Error{"conversation.closed", "expected an open conversation but it was closed more than a day ago"};
    }
    const SendMessage wanted = from_value<SendMessage>(effect.payload);
    if (Status sound = check_text(wanted.text); !sound) {
        return sound.error();
    }
    Message message;
    message.conversation = conversation.id;
    message.from = "bot";
    message.text = wanted.text;
    message.options = wanted.options;
    message = add_message(work.tx, work.org, std::move(message));
    work.publish(event::message_sent, everybody(conversation),
                 Map{{"conversation_id", to_text(conversation.id)}, {"message", show(message)}});
    return no_answer;
}

Answer tag(const Work& work, const drive::LocalEffect& effect, const Conversation& conversation) {
    const TagConversation wanted = from_value<TagConversation>(effect.payload);
    const std::string_view name = trim(wanted.tag);
    if (name.empty() || utf8_length(name) > 60) {
        return Error{"tag.malformed", "expected a tag of 1 to 60 characters but got '" + wanted.tag + "'"};
    }
    if (insert_tag(work.tx, work.org, conversation.id, name)) {
        work.publish(event::conversation_tagged, staff_topics(conversation),
                     Map{{"conversation_id", to_text(conversation.id)}, {"tag", name}});
    }
    return no_answer;
}

void write_note(const Work& work, const Conversation& conversation, std::string text) {
    Note note;
    note.author_name = "Flow";
    note.text = std::move(text);
    note = insert_note(work.tx, work.org, conversation.id, std::move(note));
    work.publish(event::note_added, with_record(staff_topics(conversation), conversation.id),
                 Map{{"conversation_id", to_text(conversation.id)}, {"note", show(note)}});
}

Answer note(const Work& work, const drive::LocalEffect& effect, const Conversation& conversation) {
    const AddNote wanted = from_value<AddNote>(effect.payload);
    if (Status sound = check_text(wanted.text); !sound) {
        return sound.error();
    }
    write_note(work, conversation, wanted.text);
    return no_answer;
}

Answer set_field(const Work& work, const drive::LocalEffect& effect, const Conversation& conversation) {
    const SetField wanted = from_value<SetField>(effect.payload);
    if (!is_key(wanted.field)) {
        return Error{"conversation.field_malformed",
                     "expected a field of lower-case letters, digits and _ but got '" + wanted.field + "'"};
    }
    put_field(work.tx, work.org, conversation.id, wanted.field, wanted.value);
    work.publish(event::conversation_changed, staff_topics(conversation),
                 Map{{"conversation_id", to_text(conversation.id)}, {"field", wanted.field}});
    return no_answer;
}

Answer end(const Work& work, const drive::LocalEffect& effect, const Conversation& conversation) {
    if (Status owner = may_talk(work, effect); !owner) {
        return owner.error();
    }
    const CloseConversation wanted = from_value<CloseConversation>(effect.payload);
    const std::vector<CloseReason> reasons = close_reasons(work.reader());
    if (std::none_of(reasons.begin(), reasons.end(),
                     [&](const CloseReason& each) { return each.key == wanted.reason; })) {
        return Error{"close_reason.unknown", "expected a close reason of the org but got '" + wanted.reason + "'"};
    }
    close(work, conversation, wanted.reason, "system");
    return no_answer;
}

Answer take_back(const Work& work, const drive::LocalEffect& effect, const Conversation& conversation) {
    if (Status owner = may_talk(work, effect); !owner) {
        return owner.error();
    }
    hand_back_to_run(work, conversation);
    return no_answer;
}

Answer give_up(const Work& work, const drive::LocalEffect& effect, const Conversation& conversation) {
    const FallBack wanted = from_value<FallBack>(effect.payload);
    if (conversation.status == "new" || conversation.status == "queued") {
        write_note(work, conversation, "The flow could not go on: " + wanted.message + " (" + wanted.code + ")");
    }
    if (Status queued = fall_back(work, conversation); !queued) {
        return queued.error();
    }
    return no_answer;
}

}  // namespace

Result<Conversation> conversation_of(const Work& work, const drive::LocalEffect& effect) {
    std::optional<Conversation> conversation;
    if (effect.subject_kind == conversation_subject) {
        conversation = find_conversation(work.reader(), conversation_of(effect.subject));
    }
    if (!conversation) {
        return Error{"effect.no_conversation", "expected a run that is about a conversation but this one asks for " +
                                                   std::string(effect.name) + " without one"};
    }
    return *conversation;
}

Status may_talk(const Work& work, const drive::LocalEffect& effect) {
    const std::optional<store::RunHeader> run = store::find_run(work.reader(), effect.run);
    if (!effect.owner || (run && !run->owner)) {
        return Error{"flow.companion_talks", "expected only the owner of the conversation to ask for " +
                                                 std::string(effect.name) + " but this run is a companion"};
    }
    return {};
}

void add_effect(drive::LocalEffects& effects, Feed& feed, std::string_view name, OnConversation carry) {
    effects.add(std::string(name), [&feed, carry](store::Transaction& tx, const drive::LocalEffect& effect) -> Answer {
        const Work work{tx, feed, effect.org, "flow"};
        const Result<Conversation> conversation = conversation_of(work, effect);
        if (!conversation) {
            return conversation.error();
        }
        return carry(work, effect, *conversation);
    });
}

void add_conversation_effects(drive::LocalEffects& effects, Feed& feed) {
    add_effect(effects, feed, SendMessage::name, send);
    add_effect(effects, feed, TagConversation::name, tag);
    add_effect(effects, feed, AddNote::name, note);
    add_effect(effects, feed, SetField::name, set_field);
    add_effect(effects, feed, CloseConversation::name, end);
    add_effect(effects, feed, HandBack::name, take_back);
    add_effect(effects, feed, FallBack::name, give_up);
}

}  // namespace millrace::desk
