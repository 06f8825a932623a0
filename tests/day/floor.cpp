// The floor: agents at work. What they know comes from events, as on their page, and from looking again.

#include <set>

#include <fmt/format.h>

#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/conversations/agent_service.hpp"
#include "runtime/desk/conversations/steering.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/routing/routing.hpp"
#include "tests/day/day.hpp"

namespace millrace::day {
namespace {

class AtWork : public std::enable_shared_from_this<AtWork> {
public:
    AtWork(Day& day, desk::Viewer me, std::uint64_t seed) : day_(day), me_(std::move(me)), dice_(seed) {}

    void plan() {
        const double from = 8.0 + static_cast<double>(dice_.below(1000)) / 900;
        day_.agenda.at(at_hour(from), [self = shared_from_this()] { self->log_in(); });
        for (std::uint64_t n = 2 + dice_.below(3); n > 0; --n) {
            day_.agenda.at(at_hour(9 + 8.5 * static_cast<double>(dice_.below(1000)) / 1000),
                           [self = shared_from_this()] { self->pause(); });
        }
        for (std::uint64_t n = dice_.below(4); n > 0; --n) {
            day_.agenda.at(at_hour(9 + 8.5 * static_cast<double>(dice_.below(1000)) / 1000),
                           [self = shared_from_this()] { self->lose_connection(); });
        }
        look_around();
    }

    bool connected() const { return connected_; }
    const std::string& user() const { return me_.user; }

    void hear(const desk::DeskEvent& event) {
        if (!connected_ ||
            std::find(event.topics.begin(), event.topics.end(), "rep:" + me_.user) == event.topics.end()) {
            return;
        }
        const Value& id = event.payload["conversation_id"];
        if (event.name == desk::event::conversation_offered && event.payload["agent_id"] == Value(me_.user)) {
            offered(conversation_of(id));
        } else if (event.name == desk::event::conversation_assigned && event.payload["agent_id"] == Value(me_.user)) {
            mine(conversation_of(id));
        }
    }

    // The server is back: his page comes back to it after a moment, and looks what it has missed.
    void reconnect() {
        if (!at_work_) {
            return;
        }
        connected_ = false;
        later(seconds(1), seconds(15), [this] { connect(); });
    }
    void server_died() { connected_ = false; }

private:
    static desk::ConversationId conversation_of(const Value& id) {
        return *parse_id<desk::ConversationTag>(id.as_string());
    }
    void later(Duration least, Duration most, std::function<void()> what) {
        day_.agenda.after(dice_.between(least, most), [self = shared_from_this(), what = std::move(what)] { what(); });
    }
    void act(const std::string& what, Day::Act does, Day::Hear hear = {}) {
        if (connected_) {
            day_.ask(me_.name + " " + what, std::move(does), std::move(hear));
        }
    }
    void status(const std::string& status, const std::string& reason = {}) {
        act("is " + status + " " + reason, [me = me_, status, reason](const desk::Work& work) {
            return desk::set_my_status(work, me, status, reason);
        });
    }

    void log_in() {
        at_work_ = true;
        wants_online_ = true;
        connect();
        day_.count("logins");
    }
    void connect() {
        if (!day_.up() || !at_work_) {
            return;  // on_start comes
        }
        connected_ = true;
        act("is seen", [me = me_](const desk::Work& work) -> Result<Value> {
            desk::agent_seen(work, me.user, work.now() + desk::seen_for);
            return Value();
        });
        if (wants_online_) {
            status("online");
        }
        for (const store::Row row : day_.reader().query("SELECT id FROM conversation WHERE org = $org AND agent = $user"
                                                        " AND status IN ('assigned', 'wrap_up')",
                                                        {{"user", me_.user}})) {
            mine(row.id<desk::ConversationTag>("id"));
        }
        for (const store::Row row : day_.reader().query(
                 "SELECT conversation FROM offer WHERE org = $org AND agent = $user", {{"user", me_.user}})) {
            offered(row.id<desk::ConversationTag>("conversation"));
        }
    }
    void lose_connection() {
        if (!connected_) {
            return;
        }
        connected_ = false;
        day_.count("lost connections");
        later(seconds(2), seconds(100), [this] { connect(); });
    }
    void pause() {
        if (!connected_ || !wants_online_) {
            return;
        }
        static const std::vector<std::string> reasons = {"lunch", "bathroom", "smoke", "case_work"};
        wants_online_ = false;
        day_.count("pauses");
        status("paused", dice_.any_of(reasons));
        later(minutes(2), minutes(20), [this] { back_online(); });
    }
    void back_online() {
        wants_online_ = at_work_ && !going_home_;
        if (wants_online_) {
            status("online");
        }
    }
    // At the end of the shift he takes no more; who has nothing left to do goes. As long as customers wait, he stays.
    void go_home() {
        const bool wanted = day_.reader().one("SELECT 1 AS yes FROM queue_entry WHERE org = $org LIMIT 1").has_value();
        if (wanted || !day_.customers_are_done()) {
            return;
        }
        going_home_ = true;
        wants_online_ = false;
        status("offline");
    }

    void offered(desk::ConversationId id) {
        const std::uint64_t mood = dice_.below(100);
        if (mood < 5) {
            day_.count("offers missed");
            later(seconds(25), seconds(90), [this] { back_online(); });  // he was not at his desk
            return;
        }
        later(seconds(1), mood < 8 ? seconds(21) : seconds(10), [this, id, mood] {
            if (mood < 14) {
                act("declines " + to_text(id),
                    [me = me_, id](const desk::Work& work) { return desk::decline_offer(work, me, id); });
                return;
            }
            act("accepts " + to_text(id),
                [me = me_, id](const desk::Work& work) { return desk::accept_offer(work, me, id); });
        });
    }

    // He has it: he answers and in the end closes it, hands it on, or it is taken from him.
    void mine(desk::ConversationId id) {
        if (!in_hand_.insert(id).second) {
            return;
        }
        later(seconds(4), seconds(30), [this, id] { help(id); });
    }
    void help(desk::ConversationId id) {
        const auto conversation = desk::find_conversation(day_.reader(), id);
        if (!conversation || conversation->agent != me_.user || conversation->status == "closed") {
            in_hand_.erase(id);
            return;
        }
        if (conversation->status == "wrap_up") {
            act("completes " + to_text(id),
                [me = me_, id](const desk::Work& work) { return desk::complete_conversation(work, me, id); });
        } else if (const std::uint64_t what = dice_.below(100); what < 55) {
            act("answers " + to_text(id),
                [me = me_, id](const desk::Work& work) { return desk::reply(work, me, id, "Let me see."); });
        } else if (what < 61) {
            const std::string queue = dice_.any_of(day_.teams);
            act(fmt::format("transfers {} to {}", to_text(id), queue), [me = me_, id, queue](const desk::Work& work) {
                return desk::transfer_conversation(work, me, id, queue);
            });
            day_.count("transfers");
        } else {
            act("closes " + to_text(id), [me = me_, id](const desk::Work& work) -> Result<Value> {
                // A lead may close what others have, and what waits; here everybody closes his own.
                if (desk::find_conversation(work.reader(), id)->agent != me.user) {
                    return Error{"day.not_mine_any_more", "expected my own conversation"};
                }
                return desk::close_conversation(work, me, id, "resolved");
            });
        }
        later(seconds(10), minutes(2), [this, id] { help(id); });
    }

    // Now and then he takes what waits by himself, and may come too late; after six he thinks of home.
    void look_around() {
        later(minutes(3), minutes(15), [this] {
            if (day_.agenda.now() > at_hour(17.5)) {
                go_home();
            }
            if (connected_ && wants_online_ && dice_.one_in(2)) {
                for (const store::Row row : day_.reader().query("SELECT e.conversation AS id FROM queue_entry e JOIN "
                                                                "queue q ON q.org = e.org AND q.name = e.queue"
                                                                " JOIN team_member m ON m.org = e.org AND m.team = "
                                                                "q.team WHERE e.org = $org AND m.user_id = $user"
                                                                " ORDER BY e.since LIMIT 1",
                                                                {{"user", me_.user}})) {
                    const auto id = row.id<desk::ConversationTag>("id");
                    act("takes " + to_text(id),
                        [me = me_, id](const desk::Work& work) { return desk::take_conversation(work, me, id); });
                    day_.count("taken by hand");
                }
            }
            look_around();
        });
    }

    Day& day_;
    const desk::Viewer me_;
    Dice dice_;
    bool at_work_ = false;
    bool connected_ = false;
    bool wants_online_ = false;
    bool going_home_ = false;
    std::set<desk::ConversationId> in_hand_;
};

class Floor : public std::enable_shared_from_this<Floor> {
public:
    explicit Floor(Day& day) : day_(day) {
        Dice dice(day.options.seed, "floor");
        for (const desk::Viewer& agent : day.agents) {
            agents_.push_back(std::make_shared<AtWork>(day, agent, dice.next()));
        }
    }
    void open() {
        for (const auto& agent : agents_) {
            agent->plan();
        }
        day_.listeners.push_back([self = shared_from_this()](const desk::DeskEvent& event) {
            for (const auto& agent : self->agents_) {
                agent->hear(event);
            }
        });
        day_.on_start.push_back([self = shared_from_this()] {
            for (const auto& agent : self->agents_) {
                agent->reconnect();
            }
        });
        day_.on_death.push_back([self = shared_from_this()] {
            for (const auto& agent : self->agents_) {
                agent->server_died();
            }
        });
        beat();
    }

private:
    // A server says now and then who is connected to it.
    void beat() {
        day_.agenda.after(seconds(5), [self = shared_from_this()] { self->beat(); });
        std::vector<std::string> here;
        for (const auto& agent : agents_) {
            if (agent->connected()) {
                here.push_back(agent->user());
            }
        }
        day_.ask("the heartbeat", [here = std::move(here)](const desk::Work& work) -> Result<Value> {
            for (const std::string& user : here) {
                desk::agent_seen(work, user, work.now() + desk::seen_for);
            }
            return Value();
        });
    }

    Day& day_;
    std::vector<std::shared_ptr<AtWork>> agents_;
};

}  // namespace

std::shared_ptr<void> open_floor(Day& day) {
    auto floor = std::make_shared<Floor>(day);
    floor->open();
    return floor;
}

}  // namespace millrace::day
