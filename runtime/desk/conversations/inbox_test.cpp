// What each sees in his inbox: by right, by filter, in order, page by page.
#include "runtime/desk/conversations/inbox.hpp"

#include <chrono>

#include "runtime/desk/conversations/annotations.hpp"
#include "runtime/desk/conversations/reading.hpp"
#include "runtime/desk/desk_world.hpp"

namespace millrace::desk::testing {
namespace {

using IdTexts = std::vector<std::string>;

struct Desk : World {
    explicit Desk(Kind kind) : World(kind) {}

    Visitor waiting(std::string queue_key, std::string text = "Hello", std::string priority = "normal",
                    const NewConversation& who = {}) {
        clock.time = clock.time + seconds(1);
        const Result<Visitor> customer = work([&](const Work& w) { return start_conversation(w, channel, who); });
        REQUIRE(customer);
        REQUIRE(say(*customer, "m" + to_text(customer->conversation), std::move(text)));
        queue(*customer, std::move(queue_key), std::move(priority));
        return *customer;
    }
    Visitor taken(const Viewer& agent, std::string queue_key, std::string text = "Hello",
                  const NewConversation& who = {}) {
        const Visitor customer = waiting(std::move(queue_key), std::move(text), "normal", who);
        REQUIRE(take(agent, customer));
        return customer;
    }
    Result<ConversationPage> page(const Viewer& viewer, const ConversationFilter& filter) {
        const auto reader = store->reader();
        return list_conversations(reader->org(org), viewer, filter);
    }
    IdTexts list(const Viewer& viewer, const ConversationFilter& filter = {}) {
        const Result<ConversationPage> found = page(viewer, filter);
        REQUIRE(found);
        return ids_in(found->items);
    }
    // All pages of so many.
    IdTexts leaf(const Viewer& viewer, ConversationFilter filter) {
        IdTexts all;
        do {
            const Result<ConversationPage> found = page(viewer, filter);
            REQUIRE(found);
            REQUIRE(found->items.as_list().size() <= static_cast<std::size_t>(filter.limit));
            const IdTexts ids = ids_in(found->items);
            all.insert(all.end(), ids.begin(), ids.end());
            filter.place = found->next;
        } while (!filter.place.empty());
        return all;
    }
    static IdTexts ids_in(const Value& items) {
        IdTexts ids;
        for (const Value& item : items.as_list()) {
            ids.emplace_back(item["conversation_id"].as_string());
        }
        return ids;
    }
};

IdTexts named(std::initializer_list<Visitor> visitors) {
    IdTexts ids;
    for (const Visitor& each : visitors) {
        ids.push_back(to_text(each.conversation));
    }
    return ids;
}

TEST_CASE("INBOX-9 RBAC-10 an agent sees his own and what waits in his teams, a supervisor his teams', an admin all") {
    Desk desk(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor mine = desk.taken(desk.anna, "sales");
    const Visitor colleagues = desk.taken(desk.ben, "support");
    const Visitor waits = desk.waiting("support");
    const Visitor elsewhere = desk.waiting("customer_service");
    const Visitor with_flow = desk.visitor();
    const Visitor done = desk.taken(desk.anna, "support");
    REQUIRE(desk.close(desk.anna, done));

    CHECK(desk.list(desk.anna) == named({done, waits, mine}));
    CHECK(desk.list(desk.ben) == named({elsewhere, waits, colleagues}));
    CHECK(desk.list(desk.supervisor) == named({done, elsewhere, waits, colleagues, mine}));
    CHECK(desk.list(desk.admin) == named({done, with_flow, elsewhere, waits, colleagues, mine}));
    CHECK(desk.list(desk.anna, {.status = "closed"}) == named({done}));
    CHECK(desk.list(desk.anna, {.queue = "support"}) == named({done, waits}));
    CHECK(desk.list(desk.anna, {.queue = "customer_service"}).empty());
    CHECK(desk.list(desk.supervisor, {.queue = "support"}) == named({done, waits, colleagues}));
    CHECK(desk.list(desk.admin, {.status = "new"}) == named({with_flow}));
}

TEST_CASE("INBOX-3 INBOX-5 the inbox is filtered by tag, by who has it and by text, within what one may see") {
    Desk desk(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor mia = desk.taken(desk.anna, "sales", "The invoice is wrong", {.name = "Mia Müller", .email = {}});
    const Visitor jon =
        desk.taken(desk.ben, "support", "No light on the router", {.name = "Jon", .email = "jon@x.test"});
    const Visitor waits =
        desk.waiting("support", "Router is dead\nmy secret is 4711", "normal", {.name = "Zoe", .email = {}});
    const Visitor done = desk.taken(desk.anna, "support", "An old invoice");
    REQUIRE(desk.close(desk.anna, done));
    for (const Visitor& each : {mia, waits}) {
        REQUIRE(desk.work([&](const Work& w) { return add_tag(w, desk.admin, each.conversation, "billing"); }));
    }

    CHECK(desk.list(desk.supervisor, {.tag = "billing"}) == named({waits, mia}));
    CHECK(desk.list(desk.anna, {.tag = "billing"}) == named({mia}));  // of a preview he sees no tags
    CHECK(desk.list(desk.supervisor, {.assignee = desk.ben.user}) == named({jon}));
    CHECK(desk.list(desk.supervisor, {.assignee = "none"}) == named({waits}));
    CHECK(desk.list(desk.anna, {.assignee = desk.anna.user}) == named({done, mia}));
    CHECK(desk.list(desk.anna, {.assignee = desk.ben.user}).empty());
    CHECK(desk.list(desk.supervisor, {.text = "ROUTER"}) == named({waits, jon}));
    CHECK(desk.list(desk.anna, {.text = "router"}) == named({waits}));
    CHECK(desk.list(desk.anna, {.text = "4711"}).empty());  // beyond the first line of a preview
    CHECK(desk.list(desk.anna, {.text = "zoe"}).empty());   // whose it is, a preview does not say
    CHECK(desk.list(desk.supervisor, {.text = "4711"}) == named({waits}));
    CHECK(desk.list(desk.anna, {.text = "muller"}) == named({mia}));
    CHECK(desk.list(desk.supervisor, {.text = "jon@x"}) == named({jon}));
    CHECK(desk.list(desk.anna, {.text = "invoice"}) == named({mia}));  // of open ones
    CHECK(desk.list(desk.anna, {.status = "closed", .text = "invoice"}) == named({done}));
    CHECK(desk.list(desk.anna, {.text = "100%"}).empty());
}

TEST_CASE("INBOX-10 INBOX-5 lists come page by page in each order, and no page repeats or leaves out") {
    Desk desk(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    std::vector<Visitor> all;
    for (int i = 0; i < 7; ++i) {
        all.push_back(desk.waiting(i % 2 == 0 ? "support" : "sales", "Hello", i == 4 ? "urgent" : "normal"));
    }
    for (const int i : {1, 5}) {
        REQUIRE(desk.take(desk.anna, all[static_cast<std::size_t>(i)]));
    }
    const IdTexts newest = named({all[6], all[5], all[4], all[3], all[2], all[1], all[0]});
    for (const Viewer* viewer : {&desk.anna, &desk.supervisor, &desk.admin}) {
        for (const int limit : {1, 2, 3, 7}) {
            CHECK(desk.leaf(*viewer, {.limit = limit}) == newest);
            CHECK(desk.leaf(*viewer, {.sort = "oldest", .limit = limit}) == IdTexts(newest.rbegin(), newest.rend()));
            CHECK(desk.leaf(*viewer, {.sort = "waiting", .limit = limit}) ==
                  named({all[4], all[0], all[2], all[3], all[6]}));
            CHECK(desk.leaf(*viewer, {.text = "hello", .limit = limit}) == newest);
        }
    }
    CHECK(desk.page(desk.anna, {.place = "no place"}).error().code == "cursor.invalid");
    CHECK(desk.page(desk.anna, {.sort = "waiting", .place = "no place"}).error().code == "cursor.invalid");
}

TEST_CASE("INBOX-2 the inbox of an agent is there at once beside a hundred thousand other conversations") {
    Desk desk(GENERATE(Kind::memory, Kind::postgres));
    const Visitor mine = desk.taken(desk.anna, "sales");
    const Conversation like = desk.look(mine);
    REQUIRE(desk.change([&](store::Transaction& tx) -> Status {
        tx.run(
            "INSERT INTO conversation(id, org, contact, channel, status, owner, queue, team, agent, priority,"
            " first_text, started, updated, closed, close_reason, human_requested)"
            " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000 /* whole: counts up */)"
            " SELECT i, $org, $contact, $channel, 'closed', 'none', 'sales', $team, $ben, 1, 'Hello', 0, 0, 0,"
            " 'resolved', 0 FROM n",
            {{"org", desk.org},
             {"contact", like.contact},
             {"channel", like.channel},
             {"team", like.team},
             {"ben", desk.ben.user}});
        return {};
    }));
    const auto took = [&](const Viewer& viewer, const ConversationFilter& filter, std::size_t expected) {
        const auto begin = std::chrono::steady_clock::now();
        CHECK(desk.list(viewer, filter).size() == expected);
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
    };
    // The row says one second; looking through the table would take about as long as this alone.
    CHECK(took(desk.anna, {}, 1) < 1'000);
    CHECK(took(desk.anna, {.text = "hello"}, 1) < 1'000);
    CHECK(took(desk.supervisor, {}, 50) < 1'000);
    CHECK(took(desk.supervisor, {.tag = "never set"}, 0) < 1'000);
    CHECK(took(desk.admin, {.status = "closed", .sort = "oldest"}, 50) < 1'000);
}

TEST_CASE("INBOX-3 what customers wrote counts until their agent has read it, by conversation and in all") {
    Desk desk(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor mia = desk.taken(desk.anna, "sales", "One");
    const Visitor jon = desk.taken(desk.anna, "support", "One");
    const Result<Value> second = desk.say(mia, "second", "Two");
    REQUIRE(second);
    const std::int64_t cursor = std::stoll(std::string((*second)["cursor"].as_string()));
    const auto unread = [&](const Viewer& viewer) {
        const auto reader = desk.store->reader();
        return unread_of(reader->org(desk.org), viewer.user);
    };
    CHECK(unread(desk.anna).total == 3);
    CHECK(unread(desk.anna).of(mia.conversation) == 2);
    CHECK(desk.page(desk.anna, {})->items.as_list()[1]["unread"] == Value(2));

    // He read the last; what comes behind his cursor counts anew, also when he says that he has read more than there
    // is.
    const auto read = [&](const Viewer& viewer, const Visitor& whose, std::int64_t up_to) {
        return desk.work([&](const Work& w) { return read_by_agent(w, viewer, whose.conversation, up_to); });
    };
    const Result<Value> answer = read(desk.anna, mia, INT64_MAX);
    REQUIRE(answer);
    CHECK((*answer)["read_to"] == (*second)["cursor"]);
    CHECK((*answer)["total_unread"] == Value(1));
    REQUIRE(desk.say(mia, "third", "Three"));
    CHECK(unread(desk.anna).of(mia.conversation) == 1);
    REQUIRE(read(desk.anna, mia, cursor - 1));  // never back
    CHECK(unread(desk.anna).of(mia.conversation) == 1);

    // A colleague's looking on is his own business.
    REQUIRE(read(desk.supervisor, jon, INT64_MAX));
    CHECK(unread(desk.anna).of(jon.conversation) == 1);
    CHECK(unread(desk.supervisor).total == 0);
    CHECK(read(desk.ben, mia, cursor).error().code == "conversation.unknown");
}

}  // namespace
}  // namespace millrace::desk::testing
