// What was said, as one document, and what is left when an admin erases it.
#include "runtime/desk/transcripts/transcript.hpp"

#include "engine/value/json.hpp"
#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/conversations/annotations.hpp"
#include "runtime/desk/desk_world.hpp"

namespace millrace::desk::testing {
namespace {

struct Records : World {
    explicit Records(Kind kind) : World(kind) {}

    // Offered, taken, talked, noted.
    Visitor talked() {
        REQUIRE(work([&](const Work& w) { return set_my_status(w, anna, "online", ""); }));
        const Visitor customer = visitor();
        REQUIRE(say(customer, "m1", "My secret is 4711\nand more"));
        queue(customer, "support");
        REQUIRE(take(anna, customer));
        REQUIRE(work([&](const Work& w) { return reply(w, anna, customer.conversation, "Keep your secret 4711"); }));
        REQUIRE(work([&](const Work& w) { return add_note(w, anna, customer.conversation, "secret 4711"); }));
        return customer;
    }
    Result<Value> erase(const Viewer& viewer, const Visitor& customer, std::string_view reason = "on his request") {
        return work([&](const Work& w) { return erase_transcript(w, viewer, customer.conversation, reason); });
    }
    Result<Value> transcript(const Viewer& viewer, const Visitor& customer) {
        const auto reader = store->reader();
        return show_transcript(reader->org(org), viewer, customer.conversation);
    }
    // Events that still say it.
    std::size_t telling() {
        const auto reader = store->reader();
        return reader->query("SELECT cursor FROM event WHERE payload LIKE '%4711%' /* whole: nothing may be left */")
            .size();
    }
};

TEST_CASE("RBAC-15 TRANS-2 a transcript is what was said, in order, with its hash; a line cannot be forged in it") {
    Records records(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = records.talked();
    CHECK(records.transcript(records.ben, customer).error().code == "conversation.unknown");
    const Result<Value> whole = records.transcript(records.supervisor, customer);
    REQUIRE(whole);
    const List& messages = (*whole)["messages"].as_list();
    REQUIRE(messages.size() == 2);
    CHECK(messages[1]["author"] == Value("Anna Agent"));
    CHECK((*whole)["hash"].as_string().size() == 64);

    const auto reader = records.store->reader();
    const Result<std::string> text =
        print_transcript(reader->org(records.org), records.supervisor, customer.conversation);
    REQUIRE(text);
    CHECK(text->find("Customer: My secret is 4711\n    and more\n") != std::string::npos);
    CHECK(text->find("Anna Agent: Keep your secret 4711\n") != std::string::npos);
    CHECK(text->find("Note") == std::string::npos);
}

TEST_CASE("X-4 RBAC-15 an admin erases what was said once it is closed; who, when, why and the hash stay") {
    Records records(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = records.talked();
    const Visitor other = records.talked();
    CHECK(records.erase(records.admin, customer).error().code == "conversation.open");
    REQUIRE(records.close(records.anna, customer));
    CHECK(records.erase(records.admin, customer, " ").error().code == "transcript.reason_missing");
    const std::string hash((*records.transcript(records.admin, customer))["hash"].as_string());
    const std::size_t others = records.telling() / 2;
    REQUIRE(others > 3);

    const Result<Value> tombstone = records.erase(records.admin, customer);
    REQUIRE(tombstone);
    CHECK((*tombstone)["hash"] == Value(hash));
    CHECK((*tombstone)["messages"] == Value(2));
    CHECK((*tombstone)["reason"] == Value("on his request"));
    CHECK((*tombstone)["by"] == Value(records.admin.name));
    CHECK(records.telling() == others);

    const Result<Value> after = records.transcript(records.admin, customer);
    REQUIRE(after);
    CHECK((*after)["messages"].as_list().empty());
    CHECK((*after)["erased"]["hash"] == Value(hash));
    CHECK((*records.transcript(records.admin, other))["messages"].as_list().size() == 2);
    const auto reader = records.store->reader();
    const auto here = reader->org(records.org);
    const Value shown = *show_conversation(here, records.admin, customer.conversation);
    CHECK(json::dump(shown).find("4711") == std::string::npos);
    CHECK((*show_messages(here, records.admin, customer.conversation, 0))["erased"]["reason"] ==
          Value("on his request"));
    const auto entries = list_audit(here, {.object = "conversation:" + to_text(customer.conversation)});
    CHECK(entries[0].action == "transcript.erased");
    CHECK(entries[0].before.find(hash) != std::string::npos);
    CHECK(verify_audit(here));
    for (const AuditEntry& entry : entries) {
        CHECK((entry.before + entry.after).find("4711") == std::string::npos);
    }
}

TEST_CASE("X-4 what was erased cannot be erased again") {
    Records records(Kind::memory);
    const Visitor customer = records.talked();
    REQUIRE(records.close(records.anna, customer));
    REQUIRE(records.erase(records.admin, customer));
    CHECK(records.erase(records.admin, customer).error().code == "transcript.erased");
}

}  // namespace
}  // namespace millrace::desk::testing
