// A script that calls and waits, killed between any two things that happen: it ends as if nothing had been.

#include <set>

#include "engine/desk/integration.hpp"
#include "engine/value/json.hpp"
#include "tests/journey/house.hpp"

namespace millrace::journey {
namespace {

constexpr const char* script_flow = R"({"format":"millrace.flow/1","key":"script","title":"t","trigger":{"on":"api"},
  "variables":{"log":{"type":"string","default":""}},"start":"s",
  "nodes":{"s":{"type":"script.lua","next":{"done":"e"},"settings":{"code":
    "local began = ctx.now()\nlocal dice = ctx.random(1000)\nlocal function note(text) ctx.vars.log = ctx.vars.log .. text .. ';' end\nnote(dice)\nctx.wait('5s')\nlocal a = ctx.http.get('http://crm.example/a')\nnote(a.json.n)\nlocal e = ctx.wait_for_event('step')\nnote(e.n)\nlocal b = ctx.http.post('http://crm.example/b', { json = { n = a.json.n + 1 } })\nnote(b.json.n)\nctx.wait('1h')\nnote(ctx.random(1000))\nnote(ctx.now() >= began and 'later' or 'earlier')\nreturn 'done'"}},
  "e":{"type":"control.end","settings":{"result":{"log":{"expr":"vars.log"}}}}}})";

struct Played {
    Value result;
    std::set<std::string> orders;  // what was asked of the other system: each once, however often it left
    int steps = 0;
    std::size_t turns = 0;
    bool begun_again = false;
};

// The world around the run: it answers what has left, moves time to what is due, and else tells it the event.
class Play {
public:
    // Killed before that step; never, if there are fewer.
    explicit Play(int kill_at) : kill_at_(kill_at), house_(on_disk()) { house_.publish(script_flow); }

    Played run() {
        house_.begin("script");
        RunId id;
        for (int rounds = 0; rounds < 200; ++rounds) {
            settle();
            const auto runs = house_.runs();
            if (runs.empty()) {  // killed before it was promised: its caller asks again
                house_.begin("script");
                played_.begun_again = true;
                continue;
            }
            REQUIRE(runs.size() == 1);
            id = runs.front().id;
            const run::State state = house_.state(id);
            if (run::is_terminal(state.status)) {
                CHECK(state.status == run::Status::completed);
                CHECK(house_.outbox_rows() == 0);
                played_.result = state.result;
                played_.turns = house_.turns_decided_again(id);
                return played_;
            }
            if (!house_.running->orders.empty()) {
                answer();
            } else if (state.due() != run::never) {
                house_.clock.time = std::max(house_.clock.time, state.due()) + milliseconds(1);
                house_.running->drive->tick();
            } else {
                house_.signal(id, "step", Map{{"n", 7}});
            }
        }
        FAIL("it never ends");
        return played_;
    }

private:
    static HouseOptions on_disk() {
        HouseOptions options;
        options.on_disk = true;
        return options;
    }

    void settle() {
        for (;;) {
            if (played_.steps == kill_at_ && !std::exchange(killed_, true)) {
                house_.crash();
            }
            if (!house_.step()) {
                return;
            }
            ++played_.steps;
        }
    }

    void answer() {
        store::OutboxRow order = std::move(house_.running->orders.front());
        house_.running->orders.erase(house_.running->orders.begin());
        played_.orders.insert(to_text(order.id) + " " + order.body);
        desk::HttpReplied reply;
        reply.status = 200;
        reply.json = Map{{"n", static_cast<std::int64_t>(10 * played_.orders.size())}};
        house_.running->drive->answer(std::move(order), Signal{String(desk::HttpReplied::name), to_value(reply)});
    }

    const int kill_at_;
    bool killed_ = false;
    House house_;
    Played played_;
};

}  // namespace

TEST_CASE("A script killed between any two of its calls ends as if nothing had been") {
    const Played undisturbed = Play(-1).run();
    REQUIRE(undisturbed.orders.size() == 2);
    REQUIRE(undisturbed.turns >= 6);
    INFO(json::dump(undisturbed.result));
    int begun_again = 0;
    for (int kill_at = 0; kill_at <= undisturbed.steps; ++kill_at) {
        INFO("killed before step " << kill_at << " of " << undisturbed.steps);
        const Played killed = Play(kill_at).run();
        CHECK(killed.orders.size() == 2);
        // Chance is the run's own: one that was never promised, and was begun again, has another.
        if (killed.begun_again) {
            ++begun_again;
        } else {
            CHECK(json::dump(killed.result) == json::dump(undisturbed.result));
        }
    }
    CHECK(begun_again < undisturbed.steps / 3);
}

}  // namespace millrace::journey
