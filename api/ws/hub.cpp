#include "api/ws/hub.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "api/ws/frames.hpp"

namespace millrace::ws {
namespace {

constexpr Cursor ahead_max = 100'000;

struct Wish {
    std::vector<std::string> topics;
    std::optional<Cursor> after;
    bool confirm = true;  // with a frame "subscribed"
};

// One session and what it hears. While older events of a topic are on their way from the store, everything newer waits
// in `held`: the client remembers one cursor for all topics, so nothing may overtake.
struct Member {
    SessionPtr session;
    std::map<std::string, Cursor> joined;  // topic → it hears what comes after: the last cursor when it joined
    bool loading = false;
    std::vector<Event> held;
    std::deque<Wish> waiting;
};

// Calls back exactly once: when told, or empty-handed when everybody has let go.
template <class T>
class Once {
public:
    explicit Once(std::function<void(T)> call) : call_(std::move(call)) {}
    Once(const Once&) = delete;
    Once& operator=(const Once&) = delete;
    ~Once() { (*this)(T{}); }
    void operator()(T value) {
        if (auto call = std::exchange(call_, nullptr)) {
            call(std::move(value));
        }
    }

private:
    std::function<void(T)> call_;
};

template <class T, class Call>
std::function<void(T)> once(Call call) {
    auto shared = std::make_shared<Once<T>>(std::move(call));
    return [shared](T value) { (*shared)(std::move(value)); };
}

}  // namespace

class Hub::State : public std::enable_shared_from_this<Hub::State> {
public:
    State(const HubOptions& options, HubHooks hooks)
        : options_(options), hooks_(std::move(hooks)), replay_(options.replay, options.start), last_(options.start) {}

    // ---- sessions

    void opened(const SessionPtr& session, const http::Request& request) {
        const Identity& identity = session->identity();
        std::optional<Cursor> after;
        if (const auto text = request.query_value("after")) {
            if (const auto cursor = read_cursor(Value(*text))) {
                after = *cursor;
            } else {
                session->send(error_frame(cursor.error()));
            }
        }
        {
            const std::scoped_lock lock(mutex_);
            members_[session->id()] = Member{.session = session, .joined = {}, .held = {}, .waiting = {}};
            session->send(hello_frame(identity, after.value_or(last_)));
        }
        join(session->id(), {.topics = identity.topics, .after = after, .confirm = false});
        if (hooks_.opened) {
            hooks_.opened(session);
        }
    }

    void closed(const SessionPtr& session, int code) {
        {
            const std::scoped_lock lock(mutex_);
            const auto found = members_.find(session->id());
            if (found != members_.end()) {
                for (const auto& each : found->second.joined) {
                    drop(session->identity().org, each.first, session->id());
                }
                members_.erase(found);
            }
        }
        if (hooks_.closed) {
            hooks_.closed(session, code);
        }
    }

    void said(const SessionPtr& session, std::string_view text) {
        auto frame = read_client_frame(text);
        if (!frame) {
            return session->send(error_frame(frame.error()));
        }
        if (frame->type == "subscribe") {
            ask_to_join(session, std::move(frame->topics), frame->after);
        } else if (frame->type == "unsubscribe") {
            leave(session, frame->topics);
        } else if (frame->type == "ping") {
            const std::scoped_lock lock(mutex_);
            session->send(pong_frame(last_));
        } else if (!hooks_.client_frame || !hooks_.client_frame(session, frame->type, frame->whole)) {
            session->send(error_frame(
                {"ws.unknown_type", "expected subscribe, unsubscribe, typing or ping but got another type"}));
        }
    }

    // ---- events

    void publish(const std::vector<Publication>& publications) {
        const std::scoped_lock lock(mutex_);
        for (const Publication& each : publications) {
            last_ = std::max(last_, each.event.cursor);
            replay_.add(each.topic, each.event);
            const auto subscribers = subscribers_.find(each.topic);
            if (subscribers == subscribers_.end()) {
                continue;
            }
            for (const SessionId id : subscribers->second) {
                Member& member = members_.at(id);
                if (each.event.cursor > member.joined.at(each.topic.name)) {
                    deliver(member, each.event);
                }
            }
        }
    }

    void tell(const Topic& topic, const Frame& frame) {
        const std::scoped_lock lock(mutex_);
        const auto subscribers = subscribers_.find(topic);
        if (subscribers == subscribers_.end()) {
            return;
        }
        for (const SessionId id : subscribers->second) {
            members_.at(id).session->send(frame);
        }
    }

    std::vector<SessionPtr> listeners(const Topic& topic) {
        const std::scoped_lock lock(mutex_);
        std::vector<SessionPtr> sessions;
        if (const auto subscribers = subscribers_.find(topic); subscribers != subscribers_.end()) {
            for (const SessionId id : subscribers->second) {
                sessions.push_back(members_.at(id).session);
            }
        }
        return sessions;
    }

    // ---- everybody

    template <class Visit>
    void for_each_session(Visit visit) {
        const std::scoped_lock lock(mutex_);
        for (const auto& each : members_) {
            visit(*each.second.session);
        }
    }

private:
    void deliver(Member& member, const Event& event) {
        if (!member.loading) {
            return member.session->send(event.frame);
        }
        if (member.held.size() >= options_.repeat_frames_max) {
            return member.session->close(closed_too_slow);  // comes back with the cursor it has
        }
        member.held.push_back(event);
    }

    void ask_to_join(const SessionPtr& session, std::vector<std::string> topics, std::optional<Cursor> after) {
        const Identity& identity = session->identity();
        std::vector<std::string> own;
        std::vector<std::string> others;
        for (std::string& topic : topics) {
            const bool is_own =
                std::find(identity.topics.begin(), identity.topics.end(), topic) != identity.topics.end();
            (is_own ? own : others).push_back(std::move(topic));
        }
        auto decided = [self = shared_from_this(), session, own, others,
                        after](std::vector<std::string> allowed) mutable {
            for (const std::string& topic : others) {
                if (std::find(allowed.begin(), allowed.end(), topic) != allowed.end()) {
                    own.push_back(topic);
                } else {
                    session->send(
                        error_frame({"ws.topic_refused", "expected a topic of yours but this is none"}, topic));
                }
            }
            self->join(session->id(), {.topics = own, .after = after});
        };
        if (others.empty() || !hooks_.authorise) {
            return decided({});
        }
        hooks_.authorise(identity, others, once<std::vector<std::string>>(std::move(decided)));
    }

    void leave(const SessionPtr& session, const std::vector<std::string>& topics) {
        const std::scoped_lock lock(mutex_);
        const auto found = members_.find(session->id());
        if (found == members_.end()) {
            return;
        }
        for (const std::string& topic : topics) {
            if (found->second.joined.erase(topic) != 0) {
                drop(session->identity().org, topic, session->id());
            }
        }
    }

    void drop(OrgId org, const std::string& topic, SessionId id) {
        const auto subscribers = subscribers_.find({org, topic});
        if (subscribers != subscribers_.end() && subscribers->second.erase(id) != 0 && subscribers->second.empty()) {
            subscribers_.erase(subscribers);
        }
    }

    // A wish for topics, on its way: first what only the store remembers, then what we do.
    struct Joining {
        SessionId id = 0;
        Wish wish;
        std::vector<Topic> gaps;  // to be loaded
        std::map<std::string, Older> older;
        std::size_t missing = 0;
    };

    void join(SessionId id, Wish wish) {
        auto joining = std::make_shared<Joining>();
        {
            const std::scoped_lock lock(mutex_);
            const auto found = members_.find(id);
            if (found == members_.end()) {
                return;
            }
            Member& member = found->second;
            if (member.loading) {
                member.waiting.push_back(std::move(wish));
                return;
            }
            joining->id = id;
            joining->wish = std::move(wish);
            if (joining->wish.after && hooks_.load_older) {
                for (const std::string& name : joining->wish.topics) {
                    const Topic topic{member.session->identity().org, name};
                    if (!replay_.covers(topic, *joining->wish.after)) {
                        joining->gaps.push_back(topic);
                    }
                }
            }
            joining->missing = joining->gaps.size();
            if (joining->missing == 0) {
                return complete(member, *joining);
            }
            member.loading = true;
        }
        for (const Topic& topic : joining->gaps) {
            hooks_.load_older(topic, *joining->wish.after, options_.repeat_frames_max,
                              once<Older>([self = shared_from_this(), joining, name = topic.name](Older older) {
                                  self->loaded(joining, name, std::move(older));
                              }));
        }
    }

    void loaded(const std::shared_ptr<Joining>& joining, const std::string& topic, Older older) {
        std::deque<Wish> waiting;
        {
            const std::scoped_lock lock(mutex_);
            joining->older[topic] = std::move(older);
            if (--joining->missing > 0) {
                return;
            }
            const auto found = members_.find(joining->id);
            if (found == members_.end()) {
                return;
            }
            found->second.loading = false;
            complete(found->second, *joining);
            waiting.swap(found->second.waiting);
        }
        for (Wish& wish : waiting) {
            join(joining->id, std::move(wish));
        }
    }

    // With the lock: sends what was missed, merged by cursor, and lets the session hear the topics from now on.
    void complete(Member& member, Joining& joining) {
        std::vector<Event> events = std::exchange(member.held, {});
        std::vector<std::string> lost;
        const OrgId org = member.session->identity().org;
        std::vector<std::string> joined;
        for (const std::string& name : joining.wish.topics) {
            const Topic topic{org, name};
            if (member.joined.count(name) == 0 && member.joined.size() >= options_.topics_per_session_max) {
                member.session->send(error_frame(
                    {"ws.too_many_topics", "expected fewer topics at once but this is one too many"}, name));
                continue;
            }
            if (joining.wish.after && !collect(member, topic, joining, events)) {
                lost.push_back(name);
            }
            if (member.joined.emplace(name, hears_after(joining.wish)).second) {
                subscribers_[topic].insert(member.session->id());
            }
            joined.push_back(name);
        }
        std::stable_sort(events.begin(), events.end(),
                         [](const Event& a, const Event& b) { return a.cursor < b.cursor; });
        std::size_t bytes = 0;
        for (const Event& event : events) {
            bytes += event.frame->size();
        }
        if (events.size() > options_.repeat_frames_max || bytes > options_.repeat_bytes_max) {
            // Not a part of it: the client could not tell what it has not got.
            events.clear();
            lost.clear();
            for (const auto& each : member.joined) {
                lost.push_back(each.first);
            }
        }
        for (const Event& event : events) {
            member.session->send(event.frame);
        }
        for (const std::string& name : lost) {
            member.session->send(resync_frame(name, last_));
        }
        if (joining.wish.confirm) {
            member.session->send(subscribed_frame(joined, last_));
        }
    }

    // Another server on the same store may have told a client more than has come here: that is not repeated. A cursor
    // far ahead is of a store that is no more.
    Cursor hears_after(const Wish& wish) const {
        const bool is_ahead = wish.after && *wish.after > last_ && *wish.after - last_ <= ahead_max;
        return is_ahead ? *wish.after : last_;
    }

    // Adds what the topic has after the wish's cursor and before the session heard it. False if some of it is gone.
    bool collect(const Member& member, const Topic& topic, const Joining& joining, std::vector<Event>& events) const {
        const Cursor after = *joining.wish.after;
        const auto already = member.joined.find(topic.name);
        const Cursor until = already == member.joined.end() ? UINT64_MAX : already->second;
        Cursor from = after;
        const auto older = joining.older.find(topic.name);
        if (older != joining.older.end()) {
            // What the store has beyond our last is on its way here from another server.
            from = std::max(after, std::min(older->second.covered, last_));
        }
        if (after < until && !replay_.covers(topic, from)) {
            return false;
        }
        const auto add = [&](const Event& event, Cursor above) {
            if (event.cursor > above && event.cursor <= until) {
                events.push_back(event);
            }
        };
        if (older != joining.older.end()) {
            for (const Event& event : older->second.events) {
                if (event.cursor <= from) {
                    add(event, after);
                }
            }
        }
        for (const Event& event : replay_.after(topic, from)) {
            add(event, from);
        }
        return true;
    }

    const HubOptions options_;
    const HubHooks hooks_;
    std::mutex mutex_;
    Replay replay_;
    Cursor last_;
    std::unordered_map<SessionId, Member> members_;
    std::unordered_map<Topic, std::unordered_set<SessionId>, TopicHash> subscribers_;
};

Hub::Hub(HubOptions options, HubHooks hooks) : state_(std::make_shared<State>(options, std::move(hooks))) {}

Endpoint Hub::endpoint(Options options, decltype(Handlers::authenticate) authenticate) const {
    Handlers handlers;
    handlers.authenticate = std::move(authenticate);
    handlers.opened = [state = state_](const SessionPtr& session, const http::Request& request) {
        state->opened(session, request);
    };
    handlers.message = [state = state_](const SessionPtr& session, std::string_view text) {
        state->said(session, text);
    };
    handlers.closed = [state = state_](const SessionPtr& session, int code) { state->closed(session, code); };
    return Endpoint(options, std::move(handlers));
}

void Hub::publish(const Topic& topic, Cursor cursor, Frame frame) const {
    state_->publish({{.topic = topic, .event = {.cursor = cursor, .frame = std::move(frame)}}});
}

void Hub::publish_all(const std::vector<Publication>& publications) const {
    state_->publish(publications);
}

void Hub::tell(const Topic& topic, const Frame& frame) const {
    state_->tell(topic, frame);
}

std::vector<SessionPtr> Hub::listeners(const Topic& topic) const {
    return state_->listeners(topic);
}

void Hub::close_user(OrgId org, std::string_view user_id, CloseCode code) const {
    state_->for_each_session([&](Session& session) {
        if (session.identity().org == org && session.identity().user_id == user_id) {
            session.close(code);
        }
    });
}

void Hub::close_all(CloseCode code) const {
    state_->for_each_session([&](Session& session) { session.close(code); });
}

bool Hub::is_connected(OrgId org, std::string_view user_id) const {
    bool connected = false;
    state_->for_each_session([&](const Session& session) {
        connected = connected || (session.identity().org == org && session.identity().user_id == user_id);
    });
    return connected;
}

std::vector<Identity> Hub::identities() const {
    std::vector<Identity> identities;
    state_->for_each_session([&](const Session& session) { identities.push_back(session.identity()); });
    return identities;
}

std::size_t Hub::session_count() const {
    std::size_t count = 0;
    state_->for_each_session([&](const Session&) { ++count; });
    return count;
}

}  // namespace millrace::ws
