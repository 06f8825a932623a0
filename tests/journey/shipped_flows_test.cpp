// Shipped flows over the real desk: what they ask of routing by name is answered there, and what is handed back comes
// back.

#include <array>
#include <fstream>
#include <sstream>

#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/contacts/attributes.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/messages/message.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/ratings/rating.hpp"
#include "runtime/store/flow_table.hpp"
#include "tests/journey/house.hpp"

namespace millrace::journey {
namespace {

std::string shipped(const std::string& flow) {
    std::ifstream file(std::string(MILLRACE_SOURCE_DIR) + "/flows/" + flow + ".json");
    std::stringstream text;
    text << file.rdbuf();
    REQUIRE(!text.str().empty());
    return text.str();
}

// The demo's desk with a drive in it, and one of the shipped flows at its door.
struct Centre : desk::testing::World {
    Centre(desk::testing::Kind kind, const std::string& entry) : World(kind) {
        for (const char* flow : {"triage", "vip_routing", "overflow", "csat_survey", "after_hours"}) {
            publish(*store, org, shipped(flow));
        }
        REQUIRE(change([&](store::Transaction& tx) -> Status {
            desk::set_entry_flow(tx, org, channel.key, entry);
            for (const auto& [flow, name, value] :
                 std::vector<std::array<std::string, 3>>{{"triage", "calendar", "main"},
                                                         {"vip_routing", "service_queue", "support"},
                                                         {"overflow", "support_queue", "support"},
                                                         {"overflow", "second_queue", "customer_service"}}) {
                store::put_binding(tx, org, flow, {name, "\"" + value + "\""});
            }
            return {};
        }));
        channel.entry_flow = entry;
        drive = std::make_unique<drive::Drive>(drive::World{
            *store, scheduler, desk::vocabulary(), versions, effects, reads, {}, {}, desk::unclaimed(*feed), {}});
        store->on_completed([this](store::Commits commits) { drive->finished(std::move(commits)); });
        drive->recover();  // where several may share the store, the runs are given out first
        while (scheduler.run_one() || store->pump() > 0) {
        }
    }
    ~Centre() {
        store->on_completed([](store::Commits) {});
    }
    // A piece of the desk's work, and all that runs make of it.
    template <class Change>
    void happens(Change&& what) {
        const auto done = work(std::forward<Change>(what));
        INFO((done ? std::string() : done.error().message));
        REQUIRE(done);
        settle();
    }
    void settle() {
        std::vector<store::InboxRow> rows;
        for (const desk::testing::Sent& each : sent) {
            rows.push_back(each.row);
        }
        drive->deliver(std::move(rows));
        while (scheduler.run_one() || store->pump() > 0) {
        }
    }
    desk::Visitor comes() {
        const desk::Visitor customer = visitor();
        settle();
        return customer;
    }
    void says(const desk::Visitor& customer, const std::string& text) {
        happens([&](const desk::Work& w) {
            return desk::receive_message(w, customer, "m" + std::to_string(++messages), text);
        });
    }
    void online(const desk::Viewer& agent) {
        happens([&](const desk::Work& w) { return desk::set_my_status(w, agent, "online", ""); });
    }
    void takes(const desk::Viewer& agent, const desk::Visitor& customer) {
        happens([&](const desk::Work& w) { return desk::take_conversation(w, agent, customer.conversation); });
    }
    void closes(const desk::Viewer& agent, const desk::Visitor& customer) {
        happens(
            [&](const desk::Work& w) { return desk::close_conversation(w, agent, customer.conversation, "resolved"); });
    }
    void hands_back(const desk::Viewer& agent, const desk::Visitor& customer) {
        happens([&](const desk::Work& w) -> Result<bool> {
            const Status done = desk::hand_back(w, look(customer), agent.user, agent.name);
            return done ? Result<bool>(true) : Result<bool>(done.error());
        });
    }
    void after(Duration passed) {
        clock.time = clock.time + passed;
        drive->tick();
        while (scheduler.run_one() || store->pump() > 0) {
        }
    }
    std::string last_said() {
        return texts(*store, "SELECT body AS text FROM message WHERE sender = 'bot' ORDER BY cursor DESC LIMIT 1")
            .at(0);
    }
    std::optional<desk::QueueEntry> entry(const desk::Visitor& customer) {
        return desk::find_entry(store->reader()->org(org), customer.conversation);
    }
    // The flow whose run has it, and where that stands.
    std::string stands_at() {
        const auto reader = store->reader();
        std::string places;
        for (const store::RunHeader& header : store::list_runs(reader->org(org), {})) {
            if (header.owner && header.status != store::RunStatus::completed) {
                auto loaded = drive::load(*reader, versions, header.id);
                REQUIRE(loaded);
                const Value shown = run::show(*(*loaded)->state);
                for (const Value& token : shown["tokens"].as_list()) {
                    places += (places.empty() ? "" : " ") + std::string(token["node"].as_string());
                }
            }
        }
        return places;
    }

    int messages = 0;
    schedule::ManualScheduler scheduler;
    std::shared_ptr<const Catalogue> catalogue = std::make_shared<const Catalogue>(nodes::shipped_catalogue());
    drive::Versions versions{desk::vocabulary(), [this](OrgId) { return catalogue; }};
    std::unique_ptr<drive::Drive> drive;
};

}  // namespace

TEST_CASE("A gold customer is given to his adviser, is noted down, and what he thought of it counts for who helped") {
    Centre centre(GENERATE(desk::testing::Kind::memory, desk::testing::Kind::file, desk::testing::Kind::postgres),
                  "vip_routing");
    centre.online(centre.anna);
    const desk::Visitor customer = centre.comes();
    centre.says(customer, "4711");
    CHECK(centre.look(customer).status == "assigned");
    CHECK(centre.look(customer).agent == centre.anna.user);
    CHECK(centre.stands_at() == "helping");
    CHECK(desk::attributes_of(centre.store->reader()->org(centre.org), customer.contact)["tier"] == Value("gold"));

    centre.closes(centre.anna, customer);
    CHECK(centre.stands_at() == "rate");
    centre.says(customer, "5");
    const auto rating = desk::find_rating(centre.store->reader()->org(centre.org), customer.conversation);
    REQUIRE(rating);
    CHECK(rating->agent == centre.anna.user);
    CHECK(rating->score == 5);
}

TEST_CASE("An adviser who is not there: the customer waits in front, and is told") {
    Centre centre(desk::testing::Kind::memory, "vip_routing");
    const desk::Visitor customer = centre.comes();
    centre.says(customer, "4711");
    REQUIRE(centre.entry(customer));
    CHECK(centre.entry(customer)->priority == desk::Priority::urgent);
    CHECK(centre.last_said().rfind("Thank you. No colleague is free just now", 0) == 0);

    centre.takes(centre.anna, customer);
    CHECK(centre.stands_at() == "helping");
}

TEST_CASE("Who waits too long becomes more urgent and goes on to others, with place and clock") {
    Centre centre(GENERATE(desk::testing::Kind::memory, desk::testing::Kind::file, desk::testing::Kind::postgres),
                  "overflow");
    const desk::Visitor customer = centre.comes();
    centre.says(customer, "My chair is broken");
    REQUIRE(centre.entry(customer));
    const Time since = centre.entry(customer)->since;
    CHECK(centre.entry(customer)->priority == desk::Priority::normal);

    centre.after(minutes(2));
    CHECK(centre.entry(customer)->priority == desk::Priority::high);
    CHECK(centre.last_said() == "You still have your place, dear customer. We will be with you as soon as we can.");
    centre.after(minutes(3));
    CHECK(centre.entry(customer)->queue == "customer_service");
    CHECK(centre.entry(customer)->since == since);
    CHECK(centre.stands_at() == "queue wait_on");

    centre.takes(centre.ben, customer);
    CHECK(centre.stands_at() == "helping");
}

TEST_CASE("CONV-13 what a colleague hands back the same run takes up, and after it has ended a new one") {
    Centre centre(GENERATE(desk::testing::Kind::memory, desk::testing::Kind::file, desk::testing::Kind::postgres),
                  "triage");
    const desk::Visitor customer = centre.comes();
    centre.happens([&](const desk::Work& w) -> Result<bool> {
        const Status asked = desk::request_human(w, customer);
        return asked ? Result<bool>(true) : Result<bool>(asked.error());
    });
    centre.takes(centre.ben, customer);
    REQUIRE(centre.stands_at() == "helping");
    centre.hands_back(centre.ben, customer);
    CHECK(centre.look(customer).status == "new");
    CHECK(centre.stands_at() == "what_else");
    CHECK(centre.last_said().rfind("You are talking to the assistant again", 0) == 0);
    centre.says(customer, "Sales");
    CHECK(centre.entry(customer)->queue == "sales");

    // Over, and opened again by hand: no run has it any more.
    centre.takes(centre.anna, customer);
    centre.closes(centre.anna, customer);
    centre.says(customer, "5");
    centre.says(customer, "skip");
    REQUIRE(centre.stands_at().empty());
    REQUIRE(centre.change([&](store::Transaction& tx) -> Status {
        tx.run("UPDATE conversation SET status = 'assigned', owner = 'human' WHERE org = $org AND id = $id",
               {{"org", centre.org}, {"id", customer.conversation}});
        return {};
    }));
    centre.hands_back(centre.anna, customer);
    CHECK(centre.stands_at() == "welcome");
    CHECK(centre.look(customer).owner == "flow");
}

}  // namespace millrace::journey
