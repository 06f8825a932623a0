// What flows note down, look up and send: contacts' attributes, reusable texts, lookups, ratings.
#include "runtime/desk/contacts/attributes.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/lookups/lookup.hpp"
#include "runtime/desk/ratings/rating.hpp"
#include "runtime/desk/texts/text.hpp"

namespace millrace::desk::testing {
namespace {

Value read_by(World& world, const Visitor& visitor, std::string_view question, Value about = {}) {
    const auto reader = world.store->reader();
    return (*world.reads.find(question))(reader->org(world.org), subject_of(visitor.conversation), about);
}

TEST_CASE("What a customer says about himself is kept for his next conversations, and joins no contacts") {
    World world(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor first = world.visitor();
    const Map said{
        {"attributes", Map{{"name", " Ana "}, {"email", "ana@example.com"}, {"tier", "gold"}, {"orders", 7}}}};
    REQUIRE(world.effect(first, "contact.update", said));

    Value contact = read_by(world, first, "contact");
    CHECK(contact["name"] == Value("Ana"));
    CHECK(contact["email"] == Value("ana@example.com"));
    CHECK(contact["attributes"] == Value(Map{{"tier", "gold"}, {"orders", 7}}));

    // Another visitor of the same address is another contact.
    const Visitor other = world.visitor();
    REQUIRE(world.effect(other, "contact.update", Map{{"attributes", Map{{"email", "ana@example.com"}}}}));
    CHECK(read_by(world, other, "contact")["id"] != contact["id"]);
    CHECK(read_by(world, other, "contact")["attributes"] == Value(Map{}));

    const Result<Visitor> again = world.work([&](const Work& w) {
        NewConversation wanted;
        wanted.contact = first.contact;
        return start_conversation(w, world.channel, wanted);
    });
    REQUIRE(again);
    REQUIRE(world.effect(*again, "contact.update", Map{{"attributes", Map{{"tier", Value()}, {"email", Value()}}}}));
    contact = read_by(world, first, "contact");
    CHECK(contact["attributes"] == Value(Map{{"orders", 7}}));
    CHECK(contact["email"].is_nil());
}

TEST_CASE("An attribute that cannot be one changes nothing") {
    World world(Kind::memory);
    const Visitor visitor = world.visitor();
    const auto refused = [&](Map attributes) {
        return world.effect(visitor, "contact.update", Map{{"attributes", std::move(attributes)}}).error().code;
    };
    CHECK(refused({{"tier", "gold"}, {"Two words", 1}}) == "contact.attribute_malformed");
    CHECK(refused({{"email", "at home"}}) == "contact.email_malformed");
    CHECK(refused({{"name", std::string(201, 'a')}}) == "contact.name_too_long");
    CHECK(refused({{"name", 7}}) == "contact.attribute_malformed");
    CHECK(refused({{"note", std::string(5000, 'a')}}) == "contact.attribute_malformed");
}

TEST_CASE("A reusable text is changed by people and read by flows") {
    World world(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor visitor = world.visitor();
    const auto put = [&](std::string key, std::string text) {
        return world.work([&](const Work& w) { return put_text(w, {key, "Title", text}); });
    };
    CHECK(read_by(world, visitor, "template", "hello").is_nil());
    REQUIRE(put("hello", "Hello {{name}}."));
    CHECK(read_by(world, visitor, "template", "hello") == Value("Hello {{name}}."));
    REQUIRE(put("hello", "Good day."));
    CHECK(read_by(world, visitor, "template", "hello") == Value("Good day."));

    CHECK(put("Not a key", "x").error().pointer == "/key");
    CHECK(put("hello", "").error().pointer == "/text");
    CHECK(put("hello", std::string(4001, 'a')).error().code == "template.malformed");
    REQUIRE(world.work([&](const Work& w) { return remove_text(w, "hello"); }));
    CHECK(world.work([&](const Work& w) { return remove_text(w, "hello"); }).error().code == "template.unknown");
    CHECK(read_by(world, visitor, "template", "hello").is_nil());
}

TEST_CASE("A lookup finds a key without case, accents and blanks around it") {
    World world(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor visitor = world.visitor();
    const auto put = [&](Map rows) {
        return world.work([&](const Work& w) { return put_lookup(w, {"cities", "Cities", rows}); });
    };
    const auto find = [&](std::string key) {
        return read_by(world, visitor, "lookup", Map{{"table", "cities"}, {"key", key}});
    };
    CHECK(find("lima").is_nil());
    REQUIRE(put({{" Líma ", Map{{"country", "PE"}}}, {"Oslo", "NO"}}));
    CHECK(find("lima")["value"] == Value(Map{{"country", "PE"}}));
    CHECK(find("oslo")["value"] == Value("NO"));
    CHECK(find("rome") == Value(Map{}));

    // In place of all that it had.
    REQUIRE(put({{"Rome", "IT"}}));
    CHECK(find("oslo") == Value(Map{}));
    CHECK(find("rome")["value"] == Value("IT"));
    CHECK(put({{"Rome", 1}, {"rome ", 2}}).error().pointer.substr(0, 6) == "/rows/");
    CHECK(put({{" ", 1}}).error().code == "lookup.malformed");
    CHECK(find("rome")["value"] == Value("IT"));
    REQUIRE(world.work([&](const Work& w) { return remove_lookup(w, "cities"); }));
    CHECK(find("rome").is_nil());
    CHECK(world.work([&](const Work& w) { return remove_lookup(w, "cities"); }).error().code == "lookup.unknown");
}

TEST_CASE("CONV-17 a rating is kept with the conversation and who had it, and the last of a conversation counts") {
    World world(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const auto rated = [&](const Viewer& agent, int score, const char* comment) {
        const Visitor visitor = world.visitor();
        world.queue(visitor, "support");
        REQUIRE(world.take(agent, visitor));
        REQUIRE(world.close(agent, visitor));
        REQUIRE(world.effect(visitor, "conversation.rate", Map{{"score", score}, {"best", 5}}));
        if (*comment != 0) {
            REQUIRE(
                world.effect(visitor, "conversation.rate", Map{{"score", score}, {"best", 5}, {"comment", comment}}));
        }
        return visitor;
    };
    const Visitor customer = rated(world.anna, 5, "Very kind");
    rated(world.anna, 3, "");
    rated(world.ben, 1, "");

    const std::optional<Rating> kept = find_rating(world.store->reader()->org(world.org), customer.conversation);
    REQUIRE(kept);
    CHECK(kept->agent == world.anna.user);
    CHECK(kept->queue == "support");
    CHECK(kept->score == 5);
    CHECK(kept->comment == "Very kind");

    const auto shown = [&](const Viewer& viewer) {
        const auto reader = world.store->reader();
        return show_ratings(reader->org(world.org), viewer, Time{0});
    };
    const Value all = shown(world.supervisor);
    REQUIRE(all["items"].as_list().size() == 2);
    const Value& anna = all["items"].as_list()[0];
    CHECK(anna["userId"] == Value(world.anna.user));
    CHECK(anna["ratings"] == Value(2));
    CHECK(anna["mean"].as_number() == Approx(0.75));
    Viewer elsewhere = world.supervisor;
    elsewhere.user = "somebody of no team";
    CHECK(shown(elsewhere)["items"].as_list().empty());
    CHECK(all["items"].as_list()[1]["mean"].as_number() == Approx(0.0));
    CHECK(world.effect(customer, "conversation.rate", Map{{"score", 6}, {"best", 5}}).error().code ==
          "rating.malformed");
}

}  // namespace
}  // namespace millrace::desk::testing
