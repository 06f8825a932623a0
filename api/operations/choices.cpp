// What a setting may name: queues, teams, people, events … of the caller's org.

#include "runtime/desk/choices.hpp"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "runtime/store/flow_table.hpp"

namespace millrace::api {
namespace {

constexpr std::string_view own_event = "event:";

// What one flow listens for: its trigger, its hooks, and its nodes that wait for what a setting names.
void heard_by(const flow::Document& document, const Catalogue& types, std::map<std::string, std::string>& events) {
    const auto add = [&](const std::string& name) {
        if (!name.empty()) {
            events.emplace(name, name);
        }
    };
    if (document.trigger.on.starts_with(own_event)) {
        add(document.trigger.on.substr(own_event.size()));
    }
    for (const flow::Hook& hook : document.hooks) {
        add(hook.on);
    }
    for (const flow::Node& node : document.nodes) {
        const NodeTypePtr* type = types.find(node.type);
        if (type != nullptr && !(*type)->signal_setting.empty()) {
            const Value& name = node.settings[(*type)->signal_setting];
            add(name.is_string() ? std::string(name.as_string()) : std::string());
        }
    }
}

// The contact centre's own, and those that published flows listen for.
std::vector<Choice> events_of(const Call& call, store::OrgReader reader) {
    std::map<std::string, std::string> events;
    for (const SignalSpec& signal : call.services.vocabulary.signals()) {
        events.emplace(signal.name, signal.title);
    }
    const auto types = call.services.catalogues.of(call.org());
    for (const store::FlowRow& flow : store::list_flows(reader)) {
        const auto version = flow.current == 0 ? std::nullopt : store::find_version(reader, flow.key, flow.current);
        if (version) {
            heard_by(flow::read_text(version->document).document, *types, events);
        }
    }
    std::vector<Choice> all;
    for (const auto& [name, title] : events) {
        all.push_back({name, title});
    }
    return all;
}

http::Answer list_choices(const Call& call) {
    const std::string kind(call.param("kind"));
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const auto found = kind == "event" ? events_of(call, here) : desk::choices(here, kind);
    if (!found) {
        return problem_of({"choices.unknown_kind", fmt::format("expected a kind of {} or event but found '{}'",
                                                               fmt::join(desk::choice_kinds(), ", "), kind)});
    }
    List items;
    for (const Choice& one : *found) {
        items.push(Map{{"key", one.value}, {"title", one.label}});
    }
    return http::Answer::json(Map{{"items", std::move(items)}});
}

}  // namespace

void add_choices(std::vector<Operation>& all) {
    all.push_back(
        getting("/api/choices/{kind}", "flow.read",
                "What a setting of this kind may name: a queue, a team, a user, a calendar, a flow, a channel, "
                "a credential, a tag, a template, a lookup, a skill or an event.",
                list_choices));
}

}  // namespace millrace::api
