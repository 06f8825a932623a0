#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/flowtest/script/line_reader.hpp"

namespace millrace::flowtest {

// What a line asks the player to do or to look at. One for each form of the grammar.
enum class Verb : std::uint8_t {
    // the world before it begins
    given,
    given_queue,
    given_no_queue,
    given_calendar,
    given_agent,
    given_flow,
    given_template,
    given_lookup,
    given_companion,
    given_conversation,
    with,
    wire,
    // what happens
    enter,
    customer_says,
    customer_picks,
    customer_human,
    customer_leaves,
    after,
    http,
    signal,
    agent_takes,
    agent_replies,
    agent_closes,
    agent_hands_back,
    cancel,
    incident_retry,
    incident_skip,
    incident_cancel,
    // what is seen of a node
    holds,
    asks,
    waits,
    leaves,
    sets,
    fails,
    refused,
    // what is seen of a flow
    bot_says,
    bot_offers,
    expect_queue,
    expect_no_queue,
    expect_ended,
    expect_result,
    expect_cancelled,
    expect_node,
    expect_left,
    expect_var,
    expect_tag,
    expect_no_tag,
    expect_note,
    expect_field,
    expect_closed,
    expect_status,
    expect_owner,
    expect_agent,
    expect_incident,
    expect_event,
    expect_flow,
    expect_http,
    // what must not be seen in the whole case
    never_bot,
    never_queue,
    never_tag,
    never_asks,
};

// The answer of the outside to an HTTP call.
struct Reply {
    Value payload;  // of http.replied
    Duration delay;
    bool never = false;
};

struct Statement {
    Verb verb{};
    int line = 0;
    int column = 0;
    std::string source;  // the line as written, without comment

    std::string name;
    std::string key;
    std::string text;
    std::vector<std::string> names;
    std::vector<Pair> pairs;
    std::vector<Pair> bindings;
    std::optional<Duration> duration;
    std::optional<Reply> reply;
    Value value;
};

}  // namespace millrace::flowtest
