// What several changes of one batch make possible together.
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/desk_floor.hpp"

using namespace millrace;
using namespace millrace::desk;
using namespace millrace::desk::testing;

namespace {

// Several pieces of work, each a commit of its own, in one batch.
struct Batch {
    explicit Batch(Floor& floor) : floor_(floor) {
        floor.store->on_completed([this](store::Commits batch) {
            for (auto& each : batch) {
                for (const auto& notice : each->result.notices) {
                    notice();
                }
                finished.push_back(std::move(each));
            }
        });
    }
    Batch& add(std::function<Status(const Work&)> what) {
        auto commit = std::make_unique<store::Commit>();
        commit->local.push_back({.run = [this, what = std::move(what)](store::Transaction& tx) {
            return what(Work{tx, *floor_.feed, floor_.org});
        }});
        REQUIRE(floor_.store->submit(std::move(commit)));
        return *this;
    }
    void write() { REQUIRE(floor_.store->pump() > 0); }

    Floor& floor_;
    store::Commits finished;
};

auto queues(const Visitor& customer, std::string_view key, Priority priority = Priority::normal) {
    return [customer, key, priority](const Work& work) -> Status {
        enter_queue(work, *find_conversation(work.reader(), customer.conversation), *find_queue(work.reader(), key),
                    priority, {}, "none");
        return {};
    };
}

auto goes_online(const Viewer& viewer) {
    return [&viewer](const Work& work) -> Status {
        agent_seen(work, viewer.user, work.now() + seen_for);
        change_presence(work, *find_agent(work.reader(), viewer.user), Presence::online, "", viewer.user);
        return {};
    };
}

std::vector<std::string> names_of(const std::vector<DeskEvent>& events) {
    std::vector<std::string> all;
    for (const DeskEvent& each : events) {
        all.push_back(each.name);
    }
    return all;
}

}  // namespace

TEST_CASE("what comes together is given out together: the most urgent first, whoever came before") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        set_capacity(tx, floor.org, floor.anna.user, {.chat = 1, .voice = 0});
        return {};
    }));
    const Visitor normal = floor.visitor();
    const Visitor urgent = floor.visitor();
    floor.events.clear();
    Batch batch(floor);
    batch.add(goes_online(floor.anna)).add(queues(normal, "support")).add(queues(urgent, "support", Priority::urgent));
    batch.write();

    CHECK(floor.asked(urgent) == floor.anna.name);
    CHECK(floor.asked(normal).empty());
    CHECK(names_of(floor.events) == std::vector<std::string>{"agent.status_changed", "conversation.queued",
                                                             "conversation.queued", "conversation.offered"});
    for (std::size_t i = 1; i < floor.events.size(); ++i) {
        CHECK(floor.events[i].cursor == floor.events[i - 1].cursor + 1);
    }
    CHECK(verify_audit(floor.store->reader()->org(floor.org)));
}

TEST_CASE("each is asked by what he has in hand with the offers of the same batch") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    floor.online(floor.anna);
    floor.online(floor.ben);
    std::vector<Visitor> customers;
    Batch batch(floor);
    for (int i = 0; i < 9; ++i) {
        customers.push_back(floor.visitor());
    }
    for (const Visitor& each : customers) {
        batch.add(queues(each, "support"));
    }
    batch.write();

    std::map<std::string, int> offers;
    for (const Visitor& each : customers) {
        ++offers[floor.asked(each)];
    }
    CHECK(offers == std::map<std::string, int>{{floor.anna.name, 4}, {floor.ben.name, 4}, {"", 1}});
    CHECK(floor.asked(customers.back()).empty());
}

TEST_CASE("a change that fails leaves nothing to look at, and what its batch did else stands") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = floor.visitor();
    Batch batch(floor);
    batch.add(queues(customer, "support")).add([&](const Work& work) -> Status {
        REQUIRE(goes_online(floor.anna)(work));
        return Error{"agent.unwilling", "expected somebody who comes but he turned round"};
    });
    batch.write();
    CHECK(batch.finished[1]->result.local[0].error().code == "agent.unwilling");
    CHECK(floor.asked(customer).empty());
    CHECK(floor.status_of(floor.anna) == "offline");
    CHECK(floor.heard(event::agent_status_changed) == 0);
    CHECK(floor.heard(event::conversation_queued) == 1);
    CHECK(verify_audit(floor.store->reader()->org(floor.org)));

    Batch next(floor);
    next.add(goes_online(floor.anna)).write();
    CHECK(floor.asked(customer) == floor.anna.name);
}

TEST_CASE("whoever can take very many gets all that wait, also behind some that are not for him") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        set_capacity(tx, floor.org, floor.anna.user, {.chat = 100, .voice = 0});
        return {};
    }));
    std::vector<Visitor> customers;
    for (int i = 0; i < 75; ++i) {
        customers.push_back(floor.visitor());
    }
    Batch batch(floor);
    for (const Visitor& each : customers) {
        batch.add(queues(each, "support"));
    }
    batch.write();
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        for (int i = 0; i < 20; ++i) {
            refuse(Work{tx, *floor.feed, floor.org}, customers[static_cast<std::size_t>(i)].conversation,
                   floor.anna.user);
        }
        return {};
    }));
    floor.online(floor.anna);
    int offered = 0;
    for (const Visitor& each : customers) {
        offered += floor.asked(each) == floor.anna.name ? 1 : 0;
    }
    CHECK(offered == 55);
    CHECK(floor.asked(customers[0]).empty());
}
