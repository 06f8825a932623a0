#include "runtime/flowtest/script/given.hpp"

#include "engine/base/text.hpp"
#include "engine/node/settings.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/calendars/hours.hpp"

namespace millrace::flowtest {
namespace {

std::vector<std::string> parts_of(std::string_view dotted) {
    std::vector<std::string> parts;
    while (!dotted.empty()) {
        const std::size_t dot = dotted.find('.');
        parts.emplace_back(dotted.substr(0, dot));
        dotted = dot == std::string_view::npos ? std::string_view() : dotted.substr(dot + 1);
    }
    return parts;
}

Complaint wrong(const Pair& pair, std::string expected) {
    return {"", 0, pair.column,
            "expected " + std::move(expected) + " but found '" + pair.key + "=" + json::dump(pair.value) + "'"};
}

Map map_of(const std::vector<Pair>& pairs) {
    Map map;
    for (const Pair& pair : pairs) {
        map.set(pair.key, pair.value);
    }
    return map;
}

std::optional<Complaint> apply(const Pair& pair, Facts& facts) {
    if (pair.key == "now") {
        const Result<Time> now = parse_time(pair.value.is_string() ? pair.value.as_string() : std::string_view());
        if (!now) {
            return wrong(pair, "a time such as 2026-01-05T09:00:00Z");
        }
        facts.now = *now;
        return {};
    }
    if (pair.key == "phrases") {
        if (!pair.value.is_list()) {
            return wrong(pair, "a list of texts");
        }
        facts.phrases.clear();
        for (const Value& phrase : pair.value.as_list()) {
            facts.phrases.emplace_back(phrase.is_string() ? phrase.as_string() : std::string_view());
        }
        return {};
    }
    std::vector<std::string> path = parts_of(pair.key);
    const std::string scope = path.empty() ? std::string() : path.front();
    Map* into = scope == "contact"        ? &facts.contact
                : scope == "conversation" ? &facts.conversation
                : scope == "channel"      ? &facts.channel
                : scope == "org"          ? &facts.org
                : scope == "vars"         ? &facts.input
                : scope == "event"        ? &facts.event
                                          : nullptr;
    if (into == nullptr || path.size() < 2) {
        return wrong(pair, "now, phrases or a member of contact, conversation, channel, org, vars or event");
    }
    path.erase(path.begin());
    *into = replaced_at(*into, path, pair.value).as_map();
    return {};
}

}  // namespace

std::optional<Complaint> apply_given(const Statement& statement, Facts& facts, std::vector<StubFlow>& stubs) {
    switch (statement.verb) {
        case Verb::given:
            for (const Pair& pair : statement.pairs) {
                if (auto complaint = apply(pair, facts)) {
                    return complaint;
                }
            }
            for (const Pair& binding : statement.bindings) {
                facts.bindings[binding.key] = binding.value;
            }
            return {};
        case Verb::given_queue:
            facts.queues[statement.name] = map_of(statement.pairs);
            return {};
        case Verb::given_no_queue:
            facts.no_queues.insert(statement.name);
            return {};
        case Verb::given_calendar: {
            const Map calendar = map_of(statement.pairs);
            if (calendar.find("days") != nullptr) {
                if (const Result<desk::Week> week = desk::read_week(calendar); !week) {
                    return Complaint{"", 0, statement.pairs.front().column, week.error().message};
                }
            }
            facts.calendars[statement.name] = calendar;
            return {};
        }
        case Verb::given_agent:
            for (const Pair& pair : statement.pairs) {
                if (pair.key == "name" && pair.value.is_string()) {
                    facts.agents[statement.name] = std::string(pair.value.as_string());
                } else if (pair.key == "status" && (pair.value == Value("online") || pair.value == Value("offline") ||
                                                    pair.value == Value("busy"))) {
                    facts.agent_status[statement.name] = std::string(pair.value.as_string());
                } else {
                    return wrong(pair, "name=TEXT, or status=online, offline or busy");
                }
            }
            return {};
        case Verb::given_template:
            for (const Pair& pair : statement.pairs) {
                if (pair.key != "text" || !pair.value.is_string()) {
                    return wrong(pair, "text=TEXT");
                }
                facts.templates[statement.name] = std::string(pair.value.as_string());
            }
            return {};
        case Verb::given_lookup: {
            Map& rows = facts.lookups[statement.name];
            for (const Pair& pair : statement.pairs) {
                rows.set(fold(trim(pair.key)), pair.value);
            }
            return {};
        }
        case Verb::given_flow:
            stubs.push_back({statement.name, statement.key, map_of(statement.pairs)["result"]});
            return {};
        case Verb::given_companion:
            facts.companion = true;
            return {};
        case Verb::given_conversation:
            facts.on_conversation = true;
            return {};
        default:
            return {};
    }
}

}  // namespace millrace::flowtest
