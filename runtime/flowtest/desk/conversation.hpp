#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/time.hpp"
#include "engine/desk/conversation.hpp"
#include "engine/value/value.hpp"

namespace millrace::flowtest {

struct Message {
    enum class From : std::uint8_t { customer, bot, agent, system } from = From::bot;
    std::string author;
    std::string text;
    std::vector<desk::MenuOption> options;
    Time at;
};

struct QueueEntry {
    std::string queue;
    std::string priority = "normal";
    Time since;
    std::uint64_t run = 0;  // that holds the place; 0: only an agent takes it out
};

// The one conversation of a case, as its rows would say it.
struct Conversation {
    std::uint64_t id = 0;
    std::string status = "new";  // new queued assigned closed
    std::string owner = "flow";  // flow human none
    std::optional<QueueEntry> entry;
    std::string queue;  // the last one it was in
    bool human_requested = false;
    std::string agent;
    std::string agent_name;
    std::set<std::string> tags;
    std::vector<std::string> notes;
    Map fields;
    std::string close_reason;
    Time closed_at;
    Time started_at;
    std::string first_text;
    std::vector<Message> messages;
};

}  // namespace millrace::flowtest
