// What runs may ask the desk about. Each answer is a hint: whoever acts on it is checked again in his transaction.

#include "engine/value/json.hpp"
#include "runtime/desk/calendars/calendar.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/contacts/attributes.hpp"
#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/desk.hpp"
#include "runtime/desk/lookups/lookup.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/routing/steps.hpp"
#include "runtime/desk/texts/text.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/flow_table.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::desk {
namespace {

Value contact(store::OrgReader reader, store::SubjectId subject) {
    const std::optional<Conversation> conversation = find_conversation(reader, conversation_of(subject));
    const std::optional<Contact> found = conversation ? find_contact(reader, conversation->contact) : std::nullopt;
    if (!found) {
        return {};
    }
    return Map{{"id", to_text(found->id)},
               {"name", text_or_nil(found->name)},
               {"email", text_or_nil(found->email)},
               {"attributes", attributes_of(reader, found->id)}};
}

Value conversation(store::OrgReader reader, store::SubjectId subject) {
    const std::optional<Conversation> c = find_conversation(reader, conversation_of(subject));
    if (!c) {
        return {};
    }
    List tags;
    for (const std::string& tag : tags_of(reader, c->id)) {
        tags.push(tag);
    }
    return Map{{"id", to_text(c->id)},
               {"status", c->status},
               {"owner", c->owner},
               {"queue", text_or_nil(c->queue)},
               {"agent", text_or_nil(c->agent)},
               {"agent_name", text_or_nil(c->agent_name)},
               {"tags", std::move(tags)},
               {"fields", fields_set_on(reader, c->id)},
               {"close_reason", text_or_nil(c->close_reason)},
               {"first_text", text_or_nil(c->first_text)},
               {"started_at", to_text(c->started)}};
}

Value channel(store::OrgReader reader, store::SubjectId subject) {
    const std::optional<Conversation> conversation = find_conversation(reader, conversation_of(subject));
    const std::optional<Channel> found = conversation ? find_channel(reader, conversation->channel) : std::nullopt;
    if (!found) {
        return {};
    }
    return Map{{"kind", found->kind}, {"key", found->key}, {"title", found->title}};
}

Value org(store::OrgReader reader) {
    const std::optional<Org> found = find_org(reader);
    if (!found) {
        return {};
    }
    return Map{{"id", to_text(found->id)}, {"key", found->key}, {"name", found->name}};
}

// {flow, name}, or the name alone: then it is one of the flow whose run owns the subject.
Value binding(store::OrgReader reader, store::SubjectId subject, const Value& about) {
    std::string flow;
    std::string name;
    if (about.is_map()) {
        flow = about["flow"].is_string() ? std::string(about["flow"].as_string()) : std::string();
        name = about["name"].is_string() ? std::string(about["name"].as_string()) : std::string();
    } else if (about.is_string()) {
        name = about.as_string();
        for (const store::RunHeader& run : store::live_runs_of(reader, subject)) {
            if (flow.empty() || run.owner) {
                flow = run.flow;
            }
        }
    }
    for (const store::BindingRow& row : store::list_bindings(reader, flow)) {
        if (row.name == name) {
            Result<Value> value = json::parse(row.value);
            return value ? std::move(*value) : Value();
        }
    }
    return {};
}

Value queue_status(store::OrgReader reader, const Value& about, Time now) {
    const std::optional<Queue> queue = about.is_string() ? find_queue(reader, about.as_string()) : std::nullopt;
    if (!queue) {
        return {};
    }
    const QueueFigures figures = figures_of(reader, *queue, now);
    return Map{{"waiting", figures.waiting},
               {"oldest_wait_s", figures.oldest_wait_s},
               {"agents_online", figures.agents_online}};
}

Value opening(store::OrgReader reader, const Value& about, Time now) {
    const std::optional<Calendar> calendar =
        about.is_string() ? find_calendar(reader, about.as_string()) : std::nullopt;
    const Result<Opening> opening = calendar ? opening_at(calendar->week, now) : Result<Opening>(Error{});
    if (!opening) {
        return {};
    }
    return Map{{"open", opening->open},
               {"local_time", opening->local_time},
               {"opens_at", time_or_nil(opening->opens_at)},
               {"closes_at", time_or_nil(opening->closes_at)}};
}

}  // namespace

void add_reads(drive::Reads& reads, Clock& clock) {
    using store::OrgReader;
    using store::SubjectId;
    reads.add("contact", [](OrgReader reader, SubjectId subject, const Value&) { return contact(reader, subject); });
    reads.add("conversation",
              [](OrgReader reader, SubjectId subject, const Value&) { return conversation(reader, subject); });
    reads.add("channel", [](OrgReader reader, SubjectId subject, const Value&) { return channel(reader, subject); });
    reads.add("org", [](OrgReader reader, SubjectId, const Value&) { return org(reader); });
    reads.add("call", [](OrgReader, SubjectId, const Value&) { return Value(); });
    reads.add("target", [](OrgReader, SubjectId, const Value&) { return Value(); });
    reads.add("binding", binding);
    reads.add("template", [](OrgReader reader, SubjectId, const Value& about) {
        const std::optional<ReusableText> text =
            about.is_string() ? find_text(reader, about.as_string()) : std::nullopt;
        return text ? Value(text->text) : Value();
    });
    reads.add("lookup", [](OrgReader reader, SubjectId, const Value& about) {
        const bool sound = about["table"].is_string() && about["key"].is_string();
        return sound ? look_up(reader, about["table"].as_string(), about["key"].as_string()) : Value();
    });
    reads.add("free_agents", [&clock](OrgReader reader, SubjectId, const Value& about) {
        return about.is_string() ? free_agents(reader, about.as_string(), clock.now()) : Value();
    });
    reads.add("queue_status", [&clock](OrgReader reader, SubjectId, const Value& about) {
        return queue_status(reader, about, clock.now());
    });
    reads.add("calendar", [&clock](OrgReader reader, SubjectId, const Value& about) {
        return opening(reader, about, clock.now());
    });
}

}  // namespace millrace::desk
