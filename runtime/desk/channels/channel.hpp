#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/value/value.hpp"
#include "runtime/desk/ids.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

// A way in. Its key is public and unique over the installation; its entry flow owns the conversations that it starts.
struct Channel {
    ChannelId id;
    OrgId org;
    std::string key;
    std::string kind = "webchat";
    std::string title;
    std::string entry_flow;                    // empty: the fallback queue
    std::vector<std::string> allowed_origins;  // empty: every origin
};

store::Migration channel_tables();

// "channel.exists" when the key is taken by any org.
Result<ChannelId> add_channel(store::Transaction& tx, const Channel& channel);
// Title, entry flow and origins, of the one with this key.
void put_channel(store::Transaction& tx, const Channel& channel);
bool set_entry_flow(store::Transaction& tx, OrgId org, std::string_view key, std::string_view flow);

// Over all orgs: the key in a visitor's address is all that is known of him.
std::optional<Channel> find_channel_by_key(store::Session& session, std::string_view key);
std::optional<Channel> find_channel(store::OrgReader reader, ChannelId id);
std::vector<Channel> list_channels(store::OrgReader reader);
// {items: [channel]}
Value show_channels(store::OrgReader reader);
Value show(const Channel& channel);
bool allows_origin(const Channel& channel, std::string_view origin);

}  // namespace millrace::desk
