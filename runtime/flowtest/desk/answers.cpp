// What runs may ask about the outside, one function a question.

#include "engine/base/id.hpp"
#include "runtime/desk/calendars/hours.hpp"
#include "runtime/flowtest/desk/test_desk.hpp"

namespace millrace::flowtest {
namespace {

Map laid_over(Map base, const Map& over) {
    for (const auto& [name, value] : over) {
        base.set(name, value);
    }
    return base;
}

}  // namespace

Value TestDesk::answer(const Question& question, const std::function<Value(std::string_view)>& version_of) const {
    const std::string about(question.about.is_string() ? question.about.as_string() : "");
    if (question.name == "flow") {
        return version_of(about);
    }
    if (question.name == "binding") {
        const auto found = facts_.bindings.find(question.about["name"].as_string());
        return found == facts_.bindings.end() ? Value() : found->second;
    }
    if (question.name == "calendar") {
        return calendar(about);
    }
    if (question.name == "queue_status") {
        return queue_status(about);
    }
    if (question.name == "free_agents") {
        return free_agents(about);
    }
    if (question.name == "template") {
        const auto found = facts_.templates.find(about);
        return found == facts_.templates.end() ? Value() : Value(found->second);
    }
    if (question.name == "lookup") {
        return lookup(question.about);
    }
    if (question.name == "org") {
        return facts_.org;
    }
    // The rest is about the conversation.
    if (question.name == "contact") {
        return facts_.contact.empty() && !open() ? Value() : Value(facts_.contact);
    }
    if (question.name == "channel") {
        return open() ? Value(facts_.channel) : Value();
    }
    if (question.name == "conversation") {
        return open() ? show() : Value();
    }
    return {};
}

Value TestDesk::show() const {
    List tags;
    for (const std::string& tag : conversation_.tags) {
        tags.push(tag);
    }
    const auto given = [](const std::string& text) { return text.empty() ? Value() : Value(text); };
    const Map shown{{"id", to_base32(conversation_.id)},
                    {"status", conversation_.status},
                    {"owner", conversation_.owner},
                    {"queue", given(conversation_.queue)},
                    {"agent", given(conversation_.agent)},
                    {"agent_name", given(conversation_.agent_name)},
                    {"tags", std::move(tags)},
                    {"fields", conversation_.fields},
                    {"close_reason", given(conversation_.close_reason)},
                    {"first_text", given(conversation_.first_text)},
                    {"started_at", to_text(conversation_.started_at)}};
    return laid_over(shown, facts_.conversation);
}

// Either as it is just now (open, opens_at, …), or a week of hours in the form in which calendars are stored.
Value TestDesk::calendar(const std::string& key) const {
    const auto found = facts_.calendars.find(key);
    if (found == facts_.calendars.end()) {
        return {};
    }
    const Map& said = found->second;
    if (said.find("days") == nullptr && said.find("always_open") == nullptr) {
        return laid_over({{"open", true}, {"local_time", to_text(now())}}, said);
    }
    const Result<desk::Week> week = desk::read_week(said);
    const Result<desk::Opening> opening = week ? desk::opening_at(*week, now()) : Result<desk::Opening>(week.error());
    if (!opening) {
        return {};
    }
    const auto time = [](const std::optional<Time>& at) { return at ? Value(to_text(*at)) : Value(); };
    return Map{{"open", opening->open},
               {"local_time", opening->local_time},
               {"opens_at", time(opening->opens_at)},
               {"closes_at", time(opening->closes_at)}};
}

Value TestDesk::queue_status(const std::string& key) const {
    if (!facts_.has_queue(key)) {
        return {};
    }
    const bool ours = conversation_.entry && conversation_.entry->queue == key;
    const Map status{{"waiting", ours ? 1 : 0},
                     {"oldest_wait_s", ours ? (now() - conversation_.entry->since).ms / 1000 : std::int64_t{0}},
                     {"agents_online", 0}};
    const auto found = facts_.queues.find(key);
    return found == facts_.queues.end() ? status : laid_over(status, found->second);
}

// Those of whom the case says that they are online.
Value TestDesk::free_agents(const std::string& queue) const {
    if (!facts_.has_queue(queue)) {
        return {};
    }
    Map free{{"count", 0}};
    for (const auto& [agent, status] : facts_.agent_status) {
        if (status == "online") {
            if (free["agent"].is_nil()) {
                free.set("agent", agent);
                free.set("agent_name", name_of(agent));
            }
            free.set("count", free["count"].as_integer() + 1);
        }
    }
    return free;
}

Value TestDesk::lookup(const Value& about) const {
    const auto table = facts_.lookups.find(std::string(about["table"].as_string()));
    if (table == facts_.lookups.end()) {
        return {};
    }
    const Value& value = table->second[about["key"].as_string()];
    return value.is_nil() ? Value(Map{}) : Value(Map{{"value", value}});
}

}  // namespace millrace::flowtest
