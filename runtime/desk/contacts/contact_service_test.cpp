// What people at the desk see of a contact, and of what he came for before.
#include "runtime/desk/contacts/contact_service.hpp"

#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/fields/field.hpp"

namespace millrace::desk::testing {
namespace {

struct Past : World {
    explicit Past(Kind kind) : World(kind) {}

    Visitor comes(ContactId who, std::string text, std::string queue_key) {
        clock.time = clock.time + minutes(1);
        NewConversation wanted;
        wanted.contact = who;
        if (!who) {
            wanted.name = "Mia";
            wanted.email = "mia@x.test";
        }
        const Result<Visitor> customer = work([&](const Work& w) { return start_conversation(w, channel, wanted); });
        REQUIRE(customer);
        REQUIRE(say(*customer, "m1", std::move(text)));
        queue(*customer, std::move(queue_key));
        return *customer;
    }
    Result<HistoryPage> history(const Viewer& viewer, ContactId id, ConversationId before = {}, int limit = 20) {
        const auto reader = store->reader();
        return show_history(reader->org(org), viewer, id, before, limit);
    }
    Result<Value> contact(const Viewer& viewer, ContactId id) {
        const auto reader = store->reader();
        return show_contact(reader->org(org), viewer, id);
    }
};

TEST_CASE("CONV-8 who has a customer sees when, where and why he came before, and reads what is his to read") {
    Past past(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor first = past.comes({}, "The router is dead\nserial 4711", "customer_service");
    REQUIRE(past.take(past.ben, first));
    REQUIRE(past.close(past.ben, first));
    const Visitor second = past.comes(first.contact, "An invoice", "sales");

    // As long as it only waits, Anna sees its preview and nobody's past.
    CHECK(past.contact(past.anna, first.contact).error().code == "contact.unknown");
    CHECK(past.history(past.anna, first.contact).error().code == "contact.unknown");
    REQUIRE(past.take(past.anna, second));
    const Result<Value> mia = past.contact(past.anna, first.contact);
    REQUIRE(mia);
    CHECK((*mia)["name"] == Value("Mia"));
    CHECK((*mia)["email_verified"] == Value(false));
    const Result<HistoryPage> seen = past.history(past.anna, first.contact);
    REQUIRE(seen);
    const List& items = seen->items.as_list();
    REQUIRE(items.size() == 2);
    CHECK(items[0]["whole"] == Value(true));
    CHECK(items[1]["conversation_id"] == Value(to_text(first.conversation)));
    CHECK(items[1]["whole"] == Value(false));
    CHECK(items[1]["first_line"] == Value("The router is dead"));
    CHECK(items[1]["close_reason"] == Value("resolved"));
    CHECK(items[1]["agent_name"] == Value("Ben Agent"));
    {
        const auto reader = past.store->reader();
        CHECK(show_messages(reader->org(past.org), past.anna, first.conversation, 0).error().code ==
              "conversation.unknown");
    }
    // Ben had him, and knows him still; the supervisor reads all of it.
    CHECK(past.contact(past.ben, first.contact));
    const Result<HistoryPage> all = past.history(past.supervisor, first.contact);
    REQUIRE(all);
    CHECK(all->items.as_list()[1]["whole"] == Value(true));

    const Result<HistoryPage> page = past.history(past.anna, first.contact, {}, 1);
    REQUIRE(page);
    CHECK(page->next == second.conversation);
    const Result<HistoryPage> rest = past.history(past.anna, first.contact, page->next, 1);
    REQUIRE(rest);
    CHECK(rest->items.as_list()[0]["conversation_id"] == Value(to_text(first.conversation)));
    CHECK_FALSE(rest->next);
}

TEST_CASE("CONV-8 name, address and fields of a contact are noted down by who has him") {
    Past past(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = past.comes({}, "Hello", "support");
    REQUIRE(past.take(past.anna, customer));
    FieldDefinition tier;
    tier.key = "tier";
    tier.title = "Tier";
    tier.on = FieldOf::contact;
    REQUIRE(past.work([&](const Work& w) { return define_fields(w, {tier}); }));
    const auto change = [&](const Viewer& viewer, const ContactChange& wanted) {
        return past.work([&](const Work& w) { return change_contact(w, viewer, customer.contact, wanted); });
    };
    CHECK(change(past.ben, {.name = "X", .email = {}}).error().code == "contact.unknown");
    CHECK(change(past.anna, {.name = {}, .email = "no address"}).error().code == "contact.email_malformed");
    CHECK(change(past.anna, {.name = {}, .email = {}, .values = Map{{"rank", "gold"}}}).error().code ==
          "field.unknown");
    past.events.clear();
    const Result<Value> changed = change(past.anna, {.name = "Mia M.", .email = {}, .values = Map{{"tier", "gold"}}});
    REQUIRE(changed);
    CHECK((*changed)["name"] == Value("Mia M."));
    CHECK((*changed)["email"] == Value("mia@x.test"));
    CHECK((*changed)["fields"]["tier"] == Value("gold"));
    REQUIRE(past.events.size() == 1);
    CHECK(past.events[0].name == "conversation.changed");
    REQUIRE(change(past.anna, {.name = {}, .email = {}, .values = Map{{"tier", Value()}}}));
    CHECK((*past.contact(past.anna, customer.contact))["fields"] == Value(Map{}));
}

}  // namespace
}  // namespace millrace::desk::testing
