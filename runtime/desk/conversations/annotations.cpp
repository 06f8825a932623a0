#include "runtime/desk/conversations/annotations.hpp"

#include "engine/base/text.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/fields/field.hpp"
#include "runtime/desk/messages/message.hpp"
#include "runtime/desk/tags/tag.hpp"

namespace millrace::desk {
namespace {

Value annotated(const Work& work, ConversationId id) {
    return show_in_full(work.reader(), *find_conversation(work.reader(), id));
}

std::string object_of(ConversationId id) {
    return "conversation:" + to_text(id);
}

}  // namespace

Result<Value> add_note(const Work& work, const Viewer& viewer, ConversationId id, std::string_view text) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    if (Status sound = check_text(text); !sound) {
        return sound.error();
    }
    Note note;
    note.author = viewer.user;
    note.author_name = viewer.name;
    note.text = text;
    note = insert_note(work.tx, work.org, id, std::move(note));
    record(work, event::note_added, object_of(id), {}, Map{{"note_id", note.id}});
    const Value shown = show(note);
    work.publish(event::note_added, with_record(staff_topics(*conversation), id),
                 Map{{"conversation_id", to_text(id)}, {"note", shown}});
    return shown;
}

Result<Value> pin_note(const Work& work, const Viewer& viewer, ConversationId id, const NotePin& pin) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    const std::optional<Note> note = find_note(work.reader(), id, pin.note);
    if (!note) {
        return Error{"note.unknown", "expected a note of this conversation but there is none of this id"};
    }
    if (note->pinned.has_value() != pin.pinned) {
        set_pinned(work.tx, work.org, *note, pin.pinned ? std::optional<Time>(work.now()) : std::nullopt);
        record(work, event::note_changed, object_of(id), Map{{"note_id", note->id}, {"pinned", !pin.pinned}},
               Map{{"note_id", note->id}, {"pinned", pin.pinned}});
        work.publish(event::note_changed, staff_topics(*conversation),
                     Map{{"conversation_id", to_text(id)}, {"note_id", note->id}, {"pinned", pin.pinned}});
    }
    return annotated(work, id);
}

Result<Value> add_tag(const Work& work, const Viewer& viewer, ConversationId id, std::string_view tag) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    const std::string_view name = trim(tag);
    if (Status sound = check_tag(name); !sound) {
        return sound.error();
    }
    if (Status allowed = may_be_set(work.reader(), conversation->team, name); !allowed) {
        return allowed.error();
    }
    if (insert_tag(work.tx, work.org, id, name)) {
        record(work, event::conversation_tagged, object_of(id), {}, Map{{"tag", name}});
        work.publish(event::conversation_tagged, staff_topics(*conversation),
                     Map{{"conversation_id", to_text(id)}, {"tag", name}});
    }
    return annotated(work, id);
}

Result<Value> remove_tag(const Work& work, const Viewer& viewer, ConversationId id, std::string_view tag) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    const std::string_view name = trim(tag);
    if (delete_tag(work.tx, work.org, id, name)) {
        record(work, event::conversation_untagged, object_of(id), Map{{"tag", name}}, {});
        work.publish(event::conversation_untagged, staff_topics(*conversation),
                     Map{{"conversation_id", to_text(id)}, {"tag", name}});
    }
    return annotated(work, id);
}

Result<Value> set_fields(const Work& work, const Viewer& viewer, ConversationId id, const Map& values) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    if (Status sound = check_values(work.reader(), FieldOf::conversation, values); !sound) {
        return sound.error();
    }
    const Value before = fields_set_on(work.reader(), id);
    for (const auto& [name, value] : values) {
        if (value.is_nil()) {
            delete_field(work.tx, work.org, id, name.view());
        } else {
            put_field(work.tx, work.org, id, name.view(), value);
        }
    }
    const Value after = fields_set_on(work.reader(), id);
    if (before != after) {
        record(work, "conversation.fields_changed", object_of(id), before, after);
        work.publish(event::conversation_changed, staff_topics(*conversation),
                     Map{{"conversation_id", to_text(id)}, {"field", values.begin()->first.view()}});
    }
    return annotated(work, id);
}

}  // namespace millrace::desk
