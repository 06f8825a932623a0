#include "api/operations/sockets.hpp"

#include <map>
#include <mutex>

#include "api/operations/origin.hpp"
#include "api/operations/people.hpp"
#include "api/operations/viewer.hpp"
#include "api/operations/watch_teller.hpp"
#include "api/ws/frames.hpp"
#include "api/ws/hub.hpp"
#include "api/ws/pace.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/conversations/run_sight.hpp"
#include "runtime/desk/conversations/typing.hpp"
#include "runtime/desk/events/event.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/store/statement.hpp"

namespace millrace::api {
namespace {

// Pages say every three seconds that somebody is typing.
constexpr Duration typing_pause = seconds(2);

ws::Frame frame_of(const desk::DeskEvent& event, const std::string& topic) {
    return ws::event_frame(event.name, topic, static_cast<ws::Cursor>(event.cursor), event.at,
                           event.payload.is_map() ? event.payload.as_map() : Map{});
}

// Only a visitor's identity says which conversation it is about.
bool is_visitor(const ws::Identity& identity) {
    return identity.claims["conversation"].is_string();
}

// Topics one person is in from the start: his own, the queues he works in, and by role his teams or his org.
std::vector<std::string> topics_of(Services& services, const Caller& caller) {
    if (caller.visitor) {
        return {"conversation:" + to_base32(caller.conversation)};
    }
    std::vector<std::string> topics{"rep:" + caller.user_id};
    const auto reader = services.store.reader();
    const store::OrgReader here = reader->org(caller.org);
    for (const desk::Queue& queue : desk::list_queues(here)) {
        if (caller.may("conversation.read_all") || desk::works_in(here, queue.key, caller.user_id)) {
            topics.push_back("queue:" + queue.key);
        }
    }
    if (caller.may("conversation.read_team") && !caller.may("conversation.read_all")) {
        for (const std::string& team : caller.team_ids) {
            topics.push_back("team:" + team);
        }
    }
    if (caller.may("conversation.read_all")) {
        topics.push_back("org:" + to_base32(caller.org.value));
    }
    return topics;
}

}  // namespace

class Sockets::Machine {
public:
    explicit Machine(Services& services)
        : services_(services), hub_({.start = static_cast<ws::Cursor>(services.feed.last())}, hooks()) {
        services.feed.add([this](const desk::DeskEvent& event) {
            for (const std::string& topic : event.topics) {
                hub_.publish({event.org, topic}, static_cast<ws::Cursor>(event.cursor), frame_of(event, topic));
            }
            if (event.name == desk::event::queue_staffed) {
                let_come_again(event);
            }
            if (event.name == desk::event::user_changed) {
                rights_changed(event);
            }
        });
    }

    void attach(http::Router& router) const {
        for (const bool visitors : {false, true}) {
            hub_.endpoint({},
                          [this, visitors](const http::Request& request, std::string token,
                                           std::function<void(ws::Verdict)> done) {
                              authenticate(request, std::move(token), visitors, std::move(done));
                          })
                .attach(router, visitors ? "/ws/chat" : "/ws");
        }
    }
    std::size_t count() const { return hub_.session_count(); }
    void close_all() const { hub_.close_all(ws::closed_restart); }
    std::set<std::pair<OrgId, desk::ConversationId>> visitors() const {
        std::set<std::pair<OrgId, desk::ConversationId>> here;
        for (const ws::Identity& identity : hub_.identities()) {
            const auto id = is_visitor(identity) ? parse_base32(identity.claims["conversation"].as_string())
                                                 : Result<std::uint64_t>(Error{});
            if (id) {
                here.emplace(identity.org, desk::ConversationId{*id});
            }
        }
        return here;
    }
    std::set<std::pair<OrgId, std::string>> connected() const {
        std::set<std::pair<OrgId, std::string>> people;
        for (const ws::Identity& identity : hub_.identities()) {
            if (!is_visitor(identity)) {
                people.emplace(identity.org, identity.user_id);
            }
        }
        return people;
    }

private:
    // Who was moved to another queue comes back at once, with his cursor, and hears the queues in which he works now.
    // As an event this reaches the other servers too.
    void let_come_again(const desk::DeskEvent& event) const {
        for (const char* moved : {"added", "removed"}) {
            for (const Value& user : event.payload[moved].as_list()) {
                hub_.close_user(event.org, user.as_string(), ws::closed_restart);
            }
        }
    }

    // On whichever server it was changed, here too it counts at once: who is looked up again is told what he may now.
    void rights_changed(const desk::DeskEvent& event) const {
        const Value& user = event.payload["user_id"];
        if (user.is_string()) {
            services_.people.forget(std::string(user.as_string()));
            {
                const std::lock_guard lock(callers_mutex_);
                callers_.erase({event.org, std::string(user.as_string())});
            }
            hub_.close_user(event.org, user.as_string(), ws::closed_restart);
        }
    }

    // What a handshake shows of itself, kept while it is looked up.
    struct Comer {
        std::string token;
        std::string ticket;
        Origin origin;
        bool visitor = false;
    };
    void authenticate(const http::Request& request, std::string token, bool visitors,
                      std::function<void(ws::Verdict)> done) const {
        if (services_.rate.admit(request.remote_address, token)) {
            done(ws::Verdict::refused(ws::closed_restart));  // come again, later
            return;
        }
        Comer comer{std::move(token), std::string(request.query_value("ticket").value_or("")),
                    origin_of(request, services_.public_url), visitors};
        services_.scheduler.post_blocking([this, comer = std::move(comer), done = std::move(done)] {
            try {
                done(verdict(comer));
            } catch (const store::SqlError&) {
                done(ws::Verdict::refused(ws::closed_restart));  // the database cannot be reached: come again
            }
        });
    }

    ws::Verdict verdict(const Comer& comer) const {
        const bool visitors = comer.visitor;
        if (!visitors && !comer.origin.is_ours) {
            return ws::Verdict::refused(ws::closed_forbidden);
        }
        const Result<CallerPtr> caller = comer.ticket.empty() || visitors ? services_.people.authenticate(comer.token)
                                                                          : services_.people.use_ticket(comer.ticket);
        if (!caller) {
            return ws::Verdict::refused(ws::closed_unauthorised);
        }
        if ((*caller)->visitor != visitors) {
            return ws::Verdict::refused(ws::closed_forbidden);
        }
        if (!comer.origin.is_ours && !channel_allows(**caller, comer.origin.text)) {
            return ws::Verdict::refused(ws::closed_forbidden);
        }
        ws::Identity identity;
        identity.org = (*caller)->org;
        identity.user_id = visitors ? to_base32((*caller)->contact) : (*caller)->user_id;
        identity.topics = topics_of(services_, **caller);
        if (!visitors) {
            const std::lock_guard lock(callers_mutex_);
            callers_[{identity.org, identity.user_id}] = *caller;
        } else {
            identity.claims = Map{{"conversation", to_base32((*caller)->conversation)}};
        }
        return ws::Verdict::welcome(std::move(identity));
    }

    // A visitor's socket may be opened by the pages that his channel lists.
    bool channel_allows(const Caller& visitor, const std::string& origin) const {
        const auto reader = services_.store.reader();
        const store::OrgReader here = reader->org(visitor.org);
        const auto conversation = desk::find_conversation(here, desk::ConversationId{visitor.conversation});
        const auto channel = conversation ? desk::find_channel(here, conversation->channel) : std::nullopt;
        return channel && desk::allows_origin(*channel, origin);
    }

    ws::HubHooks hooks() {
        ws::HubHooks hooks;
        // Besides what he is in anyway: flows and runs that he looks at.
        hooks.authorise = [this](const ws::Identity& identity, std::vector<std::string> topics, auto done) {
            services_.scheduler.post_blocking([this, identity, topics = std::move(topics), done = std::move(done)] {
                done(allowed(identity, topics));
            });
        };
        hooks.load_older = [this](const ws::Topic& topic, ws::Cursor after, std::size_t limit, auto done) {
            services_.scheduler.post_blocking([this, topic, after, limit, done = std::move(done)] {
                ws::Older older;
                try {
                    const auto reader = services_.store.reader();
                    older.covered = static_cast<ws::Cursor>(desk::last_event(*reader));
                    for (const desk::DeskEvent& event :
                         desk::events_of_topic(reader->org(topic.org), topic.name, static_cast<std::int64_t>(after),
                                               static_cast<int>(limit))) {
                        older.events.push_back({static_cast<ws::Cursor>(event.cursor), frame_of(event, topic.name)});
                    }
                    if (older.events.size() >= limit) {
                        older.covered = older.events.back().cursor;
                    }
                } catch (const store::SqlError&) {
                    older = {};  // the client is told to ask for the whole state
                }
                done(std::move(older));
            });
        };
        hooks.client_frame = [this](const ws::SessionPtr& session, std::string_view type, const Value& frame) {
            if (type == "typing") {
                typing(session, frame);
            }
            return type == "typing";
        };
        return hooks;
    }

    std::vector<std::string> allowed(const ws::Identity& identity, const std::vector<std::string>& topics) {
        std::vector<std::string> may_hear;
        const CallerPtr caller = caller_of(identity);
        for (const std::string& topic : caller == nullptr ? std::vector<std::string>{} : topics) {
            if (topic.rfind("flow:", 0) == 0 && caller->may("flow.read")) {
                may_hear.push_back(topic);
            }
            const auto run = topic.rfind("run:", 0) == 0 ? parse_id<RunTag>(topic.substr(4)) : Result<RunId>(Error{});
            if (run && sees(identity, identity.org, *run)) {
                services_.watch.followed().follow(*run, services_.store.clock().now());
                may_hear.push_back(topic);
            }
        }
        return may_hear;
    }

    // As he is now: a conversation's run goes with it from team to team.
    bool sees(const ws::Identity& identity, OrgId org, RunId run) const {
        const CallerPtr caller = caller_of(identity);
        if (caller == nullptr || caller->org != org || !caller->may("run.read")) {
            return false;
        }
        try {
            const auto reader = services_.store.reader();
            const store::OrgReader here = reader->org(org);
            const auto header = store::find_run(here, run);
            return header && desk::sees_run(here, viewer_of(*caller), *header);
        } catch (const store::SqlError&) {
            return false;  // what cannot be asked just now is told to nobody
        }
    }

    CallerPtr caller_of(const ws::Identity& identity) const {
        const std::lock_guard lock(callers_mutex_);
        const auto found = callers_.find({identity.org, identity.user_id});
        return is_visitor(identity) || found == callers_.end() ? nullptr : found->second;
    }

    // A visitor's token says which conversation it is about, a person's frame must. One that is not his reaches nobody.
    void typing(const ws::SessionPtr& session, const Value& frame) {
        const ws::Identity& identity = session->identity();
        const bool visitor = is_visitor(identity);
        const Value& named = visitor ? identity.claims["conversation"] : frame["conversation_id"];
        const auto id = named.is_string() ? parse_base32(named.as_string()) : Result<std::uint64_t>(Error{});
        if (!id) {
            session->send(ws::error_frame(
                {"conversation.unknown", "expected typing to name a conversation_id but found another value"}));
            return;
        }
        const Time now = services_.store.clock().now();
        if (!typing_pace_.admits(to_base32(identity.org.value) + " " + identity.user_id, now)) {
            return;
        }
        services_.scheduler.post_blocking(
            [this, org = identity.org, user = identity.user_id, id = desk::ConversationId{*id}, visitor, now] {
                const Map more{{"conversation_id", to_text(id)}, {"from", visitor ? "customer" : "agent"}};
                for (const std::string& topic : who_sees_typing(org, id, visitor ? std::string() : user)) {
                    hub_.tell({org, topic}, ws::passing_frame("typing", topic, now, more));
                }
            });
    }
    // `user` is empty for the visitor. A store that cannot be read right now costs no more than this frame.
    std::vector<std::string> who_sees_typing(OrgId org, desk::ConversationId id, const std::string& user) const {
        try {
            const auto reader = services_.store.reader();
            return user.empty() ? desk::topics_while_visitor_types(reader->org(org), id)
                                : desk::topics_while_agent_types(reader->org(org), id, user);
        } catch (const store::SqlError&) {
            return {};
        }
    }

    Services& services_;
    // Whose sockets are open, or were: with their rights of then, which end with them.
    mutable std::mutex callers_mutex_;
    mutable std::map<std::pair<OrgId, std::string>, CallerPtr> callers_;
    ws::Pace typing_pace_{typing_pause};
    ws::Hub hub_;
    WatchTeller teller_{services_, hub_, [this](const ws::Identity& identity, OrgId org, RunId run) {
                            return sees(identity, org, run);
                        }};
};

Sockets::Sockets(Services& services) : machine_(std::make_unique<Machine>(services)) {}
Sockets::~Sockets() = default;
void Sockets::attach(http::Router& router) const {
    machine_->attach(router);
}
std::set<std::pair<OrgId, std::string>> Sockets::connected() const {
    return machine_->connected();
}
std::set<std::pair<OrgId, desk::ConversationId>> Sockets::visitors() const {
    return machine_->visitors();
}
std::size_t Sockets::count() const {
    return machine_->count();
}
void Sockets::close_all() const {
    machine_->close_all();
}

}  // namespace millrace::api
