#include <algorithm>

#include "engine/base/text.hpp"
#include "runtime/desk/channels/channel.hpp"

namespace millrace::desk {
namespace {

Channel channel_of(const store::Row& row) {
    Channel channel;
    channel.id = row.id<ChannelTag>("id");
    channel.org = row.id<OrgTag>("org");
    channel.key = row.text("name");
    channel.kind = row.text("kind");
    channel.title = row.text("title");
    channel.entry_flow = row.text("entry_flow");
    std::string_view origins = row.text("origins");
    while (!origins.empty()) {
        const std::size_t end = std::min(origins.find('\n'), origins.size());
        channel.allowed_origins.emplace_back(origins.substr(0, end));
        origins.remove_prefix(std::min(end + 1, origins.size()));
    }
    return channel;
}

std::string origins_of(const Channel& channel) {
    std::string lines;
    for (const std::string& origin : channel.allowed_origins) {
        lines += (lines.empty() ? "" : "\n") + origin;
    }
    return lines;
}

}  // namespace

store::Migration channel_tables() {
    return {.number = 500,
            .name = "channels",
            .statements = {"CREATE TABLE channel(id {id} PRIMARY KEY, org {id} NOT NULL, name {text} NOT NULL UNIQUE,"
                           " kind {text} NOT NULL, title {text} NOT NULL, entry_flow {text} NOT NULL,"
                           " origins {text} NOT NULL, created {time} NOT NULL)",
                           "CREATE INDEX channel_by_org ON channel(org, name)"},
            .ids = {"channel.id"}};
}

void put_channel(store::Transaction& tx, const Channel& channel) {
    const std::string origins = origins_of(channel);
    tx.run("UPDATE channel SET title = $title, entry_flow = $flow, origins = $origins WHERE org = $org AND name = $key",
           {{"title", channel.title},
            {"flow", channel.entry_flow},
            {"origins", origins},
            {"org", channel.org},
            {"key", channel.key}});
}

Result<ChannelId> add_channel(store::Transaction& tx, const Channel& channel) {
    if (!is_key(channel.key)) {
        return Error{"channel.key_malformed",
                     "expected a key of lower-case letters, digits and _ but got '" + channel.key + "'", "/key"};
    }
    const std::string origins = origins_of(channel);
    const ChannelId id = tx.new_id<ChannelId>(0);
    const std::int64_t added = tx.run(
        "INSERT INTO channel(id, org, name, kind, title, entry_flow, origins, created)"
        " VALUES($id, $org, $name, $kind, $title, $flow, $origins, $now) ON CONFLICT(name) DO NOTHING",
        {{"id", id},
         {"org", channel.org},
         {"name", channel.key},
         {"kind", channel.kind},
         {"title", channel.title},
         {"flow", channel.entry_flow},
         {"origins", origins},
         {"now", tx.now()}});
    if (added == 0) {
        return Error{"channel.exists", "expected a new key but there is a channel '" + channel.key + "'", "/key"};
    }
    return id;
}

bool set_entry_flow(store::Transaction& tx, OrgId org, std::string_view key, std::string_view flow) {
    return tx.run("UPDATE channel SET entry_flow = $flow WHERE org = $org AND name = $key",
                  {{"org", org}, {"key", key}, {"flow", flow}}) == 1;
}

std::optional<Channel> find_channel_by_key(store::Session& session, std::string_view key) {
    const auto row = session.one(
        "SELECT id, org, name, kind, title, entry_flow, origins FROM channel WHERE name = $key", {{"key", key}});
    return row ? std::optional<Channel>(channel_of(*row)) : std::nullopt;
}

std::optional<Channel> find_channel(store::OrgReader reader, ChannelId id) {
    const auto row = reader.settled_one(
        "SELECT id, org, name, kind, title, entry_flow, origins FROM channel WHERE org = $org AND id = $id",
        {{"id", id}});
    return row ? std::optional<Channel>(channel_of(*row)) : std::nullopt;
}

std::vector<Channel> list_channels(store::OrgReader reader) {
    std::vector<Channel> channels;
    for (const store::Row row : reader.query(
             "SELECT id, org, name, kind, title, entry_flow, origins FROM channel WHERE org = $org ORDER BY name")) {
        channels.push_back(channel_of(row));
    }
    return channels;
}

Value show(const Channel& channel) {
    List origins;
    for (const std::string& origin : channel.allowed_origins) {
        origins.push(origin);
    }
    return Map{{"key", channel.key},
               {"kind", channel.kind},
               {"title", channel.title},
               {"entry_flow", channel.entry_flow.empty() ? Value() : Value(channel.entry_flow)},
               {"allowed_origins", std::move(origins)}};
}

Value show_channels(store::OrgReader reader) {
    List items;
    for (const Channel& channel : list_channels(reader)) {
        items.push(show(channel));
    }
    return Map{{"items", std::move(items)}};
}

bool allows_origin(const Channel& channel, std::string_view origin) {
    return channel.allowed_origins.empty() || std::find(channel.allowed_origins.begin(), channel.allowed_origins.end(),
                                                        origin) != channel.allowed_origins.end();
}

}  // namespace millrace::desk
