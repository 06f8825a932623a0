#include "runtime/desk/channels/channel_service.hpp"

#include "engine/base/text.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/store/flow_table.hpp"

namespace millrace::desk {
namespace {

// "https://shop.example" or with a port: as browsers spell it in an Origin header.
bool is_origin(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (text.substr(0, scheme.size()) == scheme) {
            const std::string_view host = text.substr(scheme.size());
            constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";
            return !host.empty() && text.size() <= 300 && host.find_first_not_of(allowed) == std::string_view::npos;
        }
    }
    return false;
}

Status apply(const Work& work, Channel& channel, const ChannelChange& change) {
    if (change.title) {
        channel.title = trim(*change.title);
    }
    if (channel.title.empty() || utf8_length(channel.title) > 100) {
        return Error{"channel.title_malformed", "expected a title of 1 to 100 characters but it is not", "/title"};
    }
    if (change.entry_flow) {
        if (!change.entry_flow->empty() && !store::find_flow(work.reader(), *change.entry_flow)) {
            return Error{"flow.unknown",
                         "expected the key of a flow but there is none with the key '" + *change.entry_flow + "'",
                         "/entry_flow"};
        }
        channel.entry_flow = *change.entry_flow;
    }
    if (change.allowed_origins) {
        for (std::size_t i = 0; i < change.allowed_origins->size(); ++i) {
            if (!is_origin((*change.allowed_origins)[i])) {
                return Error{"channel.origin_malformed",
                             "expected an origin such as https://shop.example, in small letters and without a path, but"
                             " got '" +
                                 (*change.allowed_origins)[i] + "'",
                             "/allowed_origins/" + std::to_string(i)};
            }
        }
        channel.allowed_origins = *change.allowed_origins;
    }
    return {};
}

}  // namespace

Result<Value> create_channel(const Work& work, std::string_view key, const ChannelChange& wanted) {
    Channel channel;
    channel.org = work.org;
    channel.key = key;
    if (Status sound = apply(work, channel, wanted); !sound) {
        return sound.error();
    }
    if (const Result<ChannelId> added = add_channel(work.tx, channel); !added) {
        return added.error();
    }
    record(work, "channel.created", "channel:" + channel.key, {}, show(channel));
    return show(channel);
}

Result<Value> change_channel(const Work& work, std::string_view key, const ChannelChange& change) {
    const std::optional<Channel> before = find_channel_by_key(work.tx, key);
    if (!before || before->org != work.org) {
        return Error{"channel.unknown", "expected a channel of this org but there is no '" + std::string(key) + "'"};
    }
    Channel after = *before;
    if (Status sound = apply(work, after, change); !sound) {
        return sound.error();
    }
    put_channel(work.tx, after);
    record(work, "channel.changed", "channel:" + after.key, show(*before), show(after));
    return show(after);
}

}  // namespace millrace::desk
