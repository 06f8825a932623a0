#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/ws/endpoint.hpp"
#include "api/ws/replay.hpp"

namespace millrace::ws {

struct HubOptions {
    Cursor start = 0;  // the store's last event when the hub is made; all later ones are published here
    ReplayLimits replay = {};
    std::size_t repeat_frames_max = 500;  // at once, to one session; beyond it: resync
    std::size_t repeat_bytes_max = std::size_t{128} << 10;
    std::size_t topics_per_session_max = 256;
};

// What the store still has of a topic's past.
struct Older {
    std::vector<Event> events;  // in order
    Cursor covered = 0;         // there is no other event up to here
};

// What the hub asks and tells its owner. Called on any thread, without locks of the hub; must not block. Each `done` is
// called once, now or later; one that is dropped counts as an empty answer.
struct HubHooks {
    // Which of these may he join? (Membership in identity.topics is not asked about again.)
    std::function<void(const Identity&, std::vector<std::string> topics,
                       std::function<void(std::vector<std::string>)> done)>
        authorise;
    // Events of a topic after a cursor, at most `limit` of them. Without this hook a late-comer gets resync.
    std::function<void(const Topic&, Cursor after, std::size_t limit, std::function<void(Older)> done)> load_older;
    // "typing", and every other type that the hub does not know itself. False: the client is told that it is unknown.
    std::function<bool(const SessionPtr&, std::string_view type, const Value& frame)> client_frame;
    std::function<void(const SessionPtr&)> opened;  // after hello
    std::function<void(const SessionPtr&, int code)> closed;
};

// Who hears what. Topics with subscribers, and a memory of the latest events, so that a client that comes back with the
// last cursor it saw misses nothing: each event once, in the order of cursors. Thread-safe; a copy is the same hub.
class Hub {
public:
    Hub(HubOptions options, HubHooks hooks);

    // An endpoint whose sessions belong to this hub: hub.endpoint({}, people).attach(router, "/ws"). A client may
    // connect with ?after=CURSOR to go on where it was.
    Endpoint endpoint(Options options, decltype(Handlers::authenticate) authenticate) const;

    // After the commit that made the event. Cursors rise from call to call.
    void publish(const Topic& topic, Cursor cursor, Frame frame) const;
    struct Publication {
        Topic topic;
        Event event;
    };
    // What one commit releases.
    void publish_all(const std::vector<Publication>& publications) const;
    // For something that passes, such as that somebody is typing: whoever hears the topic now gets the frame. It has no
    // cursor and is not repeated to anybody.
    void tell(const Topic& topic, const Frame& frame) const;

    // Who hears the topic now.
    std::vector<SessionPtr> listeners(const Topic& topic) const;

    // Every session of this user, for a log-out or when his rights have changed.
    void close_user(OrgId org, std::string_view user_id, CloseCode code) const;
    void close_all(CloseCode code) const;
    // Who has at least one session open; presence is made of it.
    bool is_connected(OrgId org, std::string_view user_id) const;
    // Each open session's.
    std::vector<Identity> identities() const;
    std::size_t session_count() const;

private:
    class State;
    std::shared_ptr<State> state_;
};

}  // namespace millrace::ws
