#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/work.hpp"

// What an admin does with the ways in. Each answers the channel as shown, and leaves an entry in the audit.
namespace millrace::desk {

struct ChannelChange {
    std::optional<std::string> title;
    std::optional<std::string> entry_flow;                    // empty: the fallback queue
    std::optional<std::vector<std::string>> allowed_origins;  // in place of all; empty: every origin
};

// "channel.exists", "channel.key_malformed", "channel.title_malformed", "channel.origin_malformed", "flow.unknown".
Result<Value> create_channel(const Work& work, std::string_view key, const ChannelChange& wanted);
// "channel.unknown", and as above.
Result<Value> change_channel(const Work& work, std::string_view key, const ChannelChange& change);

}  // namespace millrace::desk
