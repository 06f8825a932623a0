#include "api/operations/sockets.hpp"

#include "api/operations/people.hpp"
#include "api/ws/frames.hpp"
#include "api/ws/hub.hpp"
#include "runtime/desk/events/event.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/teams/team.hpp"

namespace millrace::api {
namespace {

ws::Frame frame_of(const desk::DeskEvent& event, const std::string& topic) {
    return ws::event_frame(event.name, topic, static_cast<ws::Cursor>(event.cursor), event.at,
                           event.payload.is_map() ? event.payload.as_map() : Map{});
}

// Topics one person is in from the start: his own, his teams' queues, and by role his teams or his org.
std::vector<std::string> topics_of(Services& services, const Caller& caller) {
    if (caller.visitor) {
        return {"conversation:" + to_base32(caller.conversation)};
    }
    std::vector<std::string> topics{"rep:" + caller.user_id};
    const auto reader = services.store.reader();
    const store::OrgReader here = reader->org(caller.org);
    for (const desk::Queue& queue : desk::list_queues(here)) {
        if (caller.role == "admin" || desk::is_member(here, queue.team, caller.user_id)) {
            topics.push_back("queue:" + queue.key);
        }
    }
    if (caller.role == "supervisor" || caller.role == "team_lead") {
        for (const std::string& team : caller.team_ids) {
            topics.push_back("team:" + team);
        }
    }
    if (caller.role == "admin") {
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
        });
    }

    void attach(http::Router& router) const {
        for (const bool visitors : {false, true}) {
            hub_.endpoint(
                    {},
                    [this, visitors](const http::Request&, std::string token, std::function<void(ws::Verdict)> done) {
                        authenticate(std::move(token), visitors, std::move(done));
                    })
                .attach(router, visitors ? "/ws/chat" : "/ws");
        }
    }
    void close_all() const { hub_.close_all(ws::closed_restart); }

private:
    void authenticate(std::string token, bool visitors, std::function<void(ws::Verdict)> done) const {
        services_.scheduler.post_blocking([this, token = std::move(token), visitors, done = std::move(done)] {
            const Result<CallerPtr> caller = services_.people.authenticate(token);
            if (!caller) {
                done(ws::Verdict::refused(ws::closed_unauthorised));
                return;
            }
            if ((*caller)->visitor != visitors) {
                done(ws::Verdict::refused(ws::closed_forbidden));
                return;
            }
            ws::Identity identity;
            identity.org = (*caller)->org;
            identity.user_id = visitors ? to_base32((*caller)->contact) : (*caller)->user_id;
            identity.topics = topics_of(services_, **caller);
            if (visitors) {
                identity.claims = Map{{"conversation", to_base32((*caller)->conversation)}};
            }
            done(ws::Verdict::welcome(std::move(identity)));
        });
    }

    ws::HubHooks hooks() {
        ws::HubHooks hooks;
        // Nobody may join more than what he is in anyway.
        hooks.authorise = [](const ws::Identity&, std::vector<std::string>, auto done) { done({}); };
        hooks.load_older = [this](const ws::Topic& topic, ws::Cursor after, std::size_t limit, auto done) {
            services_.scheduler.post_blocking([this, topic, after, limit, done = std::move(done)] {
                ws::Older older;
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
                done(std::move(older));
            });
        };
        hooks.client_frame = [](const ws::SessionPtr&, std::string_view type, const Value&) {
            return type == "typing";
        };
        return hooks;
    }

    Services& services_;
    ws::Hub hub_;
};

Sockets::Sockets(Services& services) : machine_(std::make_unique<Machine>(services)) {}
Sockets::~Sockets() = default;
void Sockets::attach(http::Router& router) const {
    machine_->attach(router);
}
void Sockets::close_all() const {
    machine_->close_all();
}

}  // namespace millrace::api
