#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/value/value.hpp"

namespace millrace::flowtest {

// The world before a case begins: what its `given` lines say, over what is true of every case.
struct Facts {
    Time now{1'767'603'600'000};  // Monday, 2026-01-05T09:00:00Z
    Map contact;
    Map channel{{"kind", "webchat"}, {"key", "web"}, {"title", "Web chat"}};
    Map org{{"key", "demo"}, {"name", "Demo"}};
    Map conversation;  // members over the conversation's own
    Map input;
    Map event;
    std::map<std::string, Value, std::less<>> bindings;
    std::map<std::string, Map> calendars;
    std::map<std::string, Map> queues;                // figures over those of the case's own queue
    std::set<std::string> no_queues;                  // every other one exists,
    std::optional<std::set<std::string>> all_queues;  // unless these are all there are
    std::map<std::string, std::string> agents;        // key → name
    std::map<std::string, std::string> agent_status;  // of who is not simply there
    std::map<std::string, std::string> templates;
    std::map<std::string, Map> lookups;
    std::string entry_flow;            // of the conversation's channel; empty: the flow was started otherwise
    std::vector<std::string> phrases;  // how customers ask for a person; empty: as an org begins
    std::string fallback_queue = "customer_service";
    bool companion = false;
    bool on_conversation = false;

    bool has_queue(const std::string& key) const {
        return no_queues.count(key) == 0 && (!all_queues || all_queues->count(key) != 0 || queues.count(key) != 0);
    }
};

// A flow that only ends, in place of one that the case does not want to play.
struct StubFlow {
    std::string key;
    std::string outcome;
    Value result;
};

}  // namespace millrace::flowtest
