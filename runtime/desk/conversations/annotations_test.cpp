// What colleagues note down: notes and their pins, tags and who may set them, fields.
#include "runtime/desk/conversations/annotations.hpp"

#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/fields/field.hpp"
#include "runtime/desk/tags/tag.hpp"

namespace millrace::desk::testing {
namespace {

using Words = std::vector<std::string>;

struct Office : World {
    explicit Office(Kind kind) : World(kind) {
        mia = visitor();
        queue(mia, "support");
        REQUIRE(take(anna, mia));
    }
    Result<Value> tag(const Viewer& viewer, std::string_view name) {
        return work([&](const Work& w) { return add_tag(w, viewer, mia.conversation, name); });
    }
    Result<Value> untag(const Viewer& viewer, std::string_view name) {
        return work([&](const Work& w) { return remove_tag(w, viewer, mia.conversation, name); });
    }
    Result<Value> define(const Viewer& viewer, std::string name, std::string team = {}) {
        return work([&](const Work& w) { return define_tag(w, viewer, TagInput{name, "", team}); });
    }
    Result<Value> fill(const Viewer& viewer, const Map& values) {
        return work([&](const Work& w) { return set_fields(w, viewer, mia.conversation, values); });
    }
    Result<Value> fields(std::vector<FieldDefinition> definitions) {
        return work([&](const Work& w) { return define_fields(w, definitions); });
    }
    Words tags() {
        const auto reader = store->reader();
        return tags_of(reader->org(org), mia.conversation);
    }
    std::vector<AuditEntry> audited(std::string_view action) {
        const auto reader = store->reader();
        std::vector<AuditEntry> entries =
            list_audit(reader->org(org), {.object = "conversation:" + to_text(mia.conversation)});
        std::erase_if(entries, [&](const AuditEntry& each) { return each.action != action; });
        return entries;
    }
    TagId id_of(const Result<Value>& definition) {
        REQUIRE(definition);
        return TagId{*parse_base32((*definition)["id"].as_string())};
    }

    Visitor mia;
};

TEST_CASE("TAG-2 tags are set and taken away, by whoever sees the conversation whole, and each is audited") {
    Office office(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    REQUIRE(office.tag(office.anna, "vip"));
    REQUIRE(office.tag(office.anna, "vip"));
    CHECK(office.tags() == Words{"vip"});
    CHECK(office.audited("conversation.tagged").size() == 1);
    CHECK(office.tag(office.ben, "mine").error().code == "conversation.unknown");
    CHECK(office.tag(office.anna, "  ").error().code == "tag.malformed");

    office.events.clear();
    REQUIRE(office.untag(office.supervisor, "vip"));
    REQUIRE(office.untag(office.supervisor, "vip"));
    CHECK(office.tags().empty());
    REQUIRE(office.audited("conversation.untagged").size() == 1);
    REQUIRE(office.events.size() == 1);
    CHECK(office.events[0].name == "conversation.untagged");
}

TEST_CASE("TAG-1 the admin defines the org's tags and supervisors their teams'; then people set only those") {
    Office office(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    REQUIRE(office.tag(office.anna, "anything"));  // nothing is defined yet

    CHECK(office.define(office.supervisor, "urgent").error().code == "tag.not_yours");
    CHECK(office.define(office.supervisor, "urgent", "nowhere").error().code == "team.unknown");
    const TagId of_sales = office.id_of(office.define(office.supervisor, "big deal", "sales"));
    REQUIRE(office.tag(office.anna, "still free"));  // that is of another team
    const TagId of_support = office.id_of(office.define(office.supervisor, "router", "support"));
    CHECK(office.define(office.admin, "router", "support").error().code == "tag.exists");
    const TagId of_all = office.id_of(office.define(office.admin, "vip"));

    CHECK(office.tag(office.anna, "something else").error().code == "tag.undefined");
    CHECK(office.tag(office.anna, "big deal").error().code == "tag.undefined");
    REQUIRE(office.tag(office.anna, "router"));
    REQUIRE(office.tag(office.anna, "vip"));
    // Flows are not bound, and what is there already may be taken away.
    REQUIRE(office.effect(office.mia, "conversation.tag", Map{{"tag", "triage_unclear"}}));
    REQUIRE(office.untag(office.anna, "triage_unclear"));

    const auto names = [&](const Viewer& viewer) {
        const auto reader = office.store->reader();
        Words found;
        const Value shown = show_tags(reader->org(office.org), viewer);
        for (const Value& each : shown["items"].as_list()) {
            found.emplace_back(each["name"].as_string());
        }
        std::sort(found.begin(), found.end());
        return found;
    };
    CHECK(names(office.admin) == Words{"big deal", "router", "vip"});
    CHECK(names(office.anna) == Words{"big deal", "router", "vip"});
    CHECK(names(office.ben) == Words{"router", "vip"});

    const auto rename = [&](const Viewer& viewer, TagId id, std::string name) {
        return office.work([&](const Work& w) { return change_tag(w, viewer, id, TagChange{name, std::nullopt}); });
    };
    const auto remove = [&](const Viewer& viewer, TagId id) {
        return office.work([&](const Work& w) { return remove_tag_definition(w, viewer, id); });
    };
    CHECK(rename(office.supervisor, of_all, "gold").error().code == "tag.not_yours");
    CHECK(rename(office.ben, of_sales, "gold").error().code == "tag.unknown");
    REQUIRE(rename(office.admin, of_all, "gold"));
    CHECK(office.tags() == Words{"anything", "router", "still free", "vip"});  // what was tagged stays
    CHECK(office.tag(office.anna, "vip").error().code == "tag.undefined");
    CHECK(remove(office.supervisor, of_all).error().code == "tag.not_yours");
    REQUIRE(remove(office.supervisor, of_support));
    REQUIRE(remove(office.admin, of_all));
    REQUIRE(office.tag(office.anna, "free again"));
}

TEST_CASE("NOTE-1 NOTE-2 notes stay among colleagues, and pinned ones come first") {
    Office office(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const auto note = [&](std::string text) {
        const Result<Value> added =
            office.work([&](const Work& w) { return add_note(w, office.anna, office.mia.conversation, text); });
        REQUIRE(added);
        return std::string((*added)["id"].as_string());
    };
    const auto pin = [&](const Viewer& viewer, const std::string& id, bool pinned) {
        return office.work([&](const Work& w) {
            return pin_note(w, viewer, office.mia.conversation, NotePin{id, pinned});
        });
    };
    const auto texts = [](const Result<Value>& conversation) {
        Words found;
        for (const Value& each : (*conversation)["notes"].as_list()) {
            found.push_back(std::string(each["text"].as_string()) + (each["pinned"].as_bool() ? "!" : ""));
        }
        return found;
    };
    note("first");
    const std::string second = note("second");
    note("third");
    office.events.clear();

    CHECK(texts(pin(office.anna, second, true)) == Words{"second!", "first", "third"});
    REQUIRE(office.events.size() == 1);
    for (const std::string& topic : office.events[0].topics) {
        CHECK(topic.rfind("conversation:", 0) != 0);
    }
    CHECK(pin(office.anna, "nonesuch", true).error().code == "note.unknown");
    CHECK(pin(office.ben, second, false).error().code == "conversation.unknown");
    CHECK(texts(pin(office.supervisor, second, true)) == Words{"second!", "first", "third"});
    CHECK(office.events.empty() == false);
    CHECK(texts(pin(office.supervisor, second, false)) == Words{"first", "second", "third"});
    CHECK(office.audited("note.changed").size() == 2);
}

TEST_CASE("TAG-3 the admin defines fields; people fill them in as they are meant, and before closing where they must") {
    Office office(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    CHECK(office.fill(office.anna, Map{{"order", 1}}).error().code == "field.unknown");

    FieldDefinition order;
    order.key = "order";
    order.title = "Order";
    order.kind = CustomKind::number;
    FieldDefinition product = order;
    product.key = "product";
    product.title = "Product";
    product.kind = CustomKind::choice;
    product.required_on_close = true;
    CHECK(office.fields({order, product}).error().code == "field.choices_missing");
    product.choices = {"Router", "Phone"};
    FieldDefinition due = order;
    due.key = "due";
    due.kind = CustomKind::date;
    FieldDefinition angry = order;
    angry.key = "angry";
    angry.kind = CustomKind::boolean;
    FieldDefinition tier = order;
    tier.key = "tier";
    tier.on = FieldOf::contact;
    CHECK(office.fields({order, order}).error().code == "field.exists");
    FieldDefinition wrong = order;
    wrong.key = "No Key";
    CHECK(office.fields({wrong}).error().code == "field.key_malformed");
    REQUIRE(office.fields({order, product, due, angry, tier}));

    CHECK(office.fill(office.anna, Map{{"order", "4711"}}).error().code == "field.invalid");
    CHECK(office.fill(office.anna, Map{{"product", "Modem"}}).error().pointer == "/values/product");
    CHECK(office.fill(office.anna, Map{{"due", "2026-02-29"}}).error().code == "field.invalid");
    CHECK(office.fill(office.anna, Map{{"tier", 1}}).error().code == "field.unknown");  // of a contact
    CHECK(office.fill(office.ben, Map{{"order", 1}}).error().code == "conversation.unknown");
    const Result<Value> filled =
        office.fill(office.anna, Map{{"order", 4711}, {"due", "2028-02-29"}, {"angry", false}});
    REQUIRE(filled);
    CHECK((*filled)["fields"] == Value(Map{{"angry", false}, {"due", "2028-02-29"}, {"order", 4711}}));
    REQUIRE(office.fill(office.anna, Map{{"due", Value()}}));
    CHECK(office.audited("conversation.fields_changed").size() == 2);

    // Flows set what they like.
    REQUIRE(office.effect(office.mia, "conversation.set_field", Map{{"field", "from_flow"}, {"value", true}}));
    const Result<Value> early = office.close(office.supervisor, office.mia);
    REQUIRE_FALSE(early);
    CHECK(early.error().code == "conversation.fields_missing");
    CHECK(early.error().message.find("Product") != std::string::npos);
    REQUIRE(office.fill(office.anna, Map{{"product", "Router"}}));
    REQUIRE(office.close(office.anna, office.mia));
}

}  // namespace
}  // namespace millrace::desk::testing
