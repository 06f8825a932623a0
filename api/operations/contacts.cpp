// Contacts, with what they came for before.

#include "api/auth/cursor.hpp"
#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "runtime/desk/contacts/contact_service.hpp"

namespace millrace::api {
namespace {

struct ContactInput {
    std::optional<std::string> name;
    std::optional<std::string> email;
    Value values;
};
void describe(Fields<ContactInput>& fields) {
    fields.add("name", &ContactInput::name);
    fields.add("email", &ContactInput::email).help("Stays unverified.");
    fields.add("values", &ContactInput::values).help("Field → value; null takes one away.");
}

Result<desk::ContactId> contact_of(const Call& call) {
    const auto id = parse_base32(call.param("id"));
    if (!id) {
        return Error{"contact.unknown",
                     "expected the id of a contact but there is none with '" + std::string(call.param("id")) + "'"};
    }
    return desk::ContactId{*id};
}

http::Answer show_one_contact(const Call& call) {
    const Result<desk::ContactId> id = contact_of(call);
    if (!id) {
        return problem_of(id.error());
    }
    const auto reader = call.services.store.reader();
    const Result<Value> shown = desk::show_contact(reader->org(call.org()), viewer_of(call.caller), *id);
    return shown ? http::Answer::json(*shown) : problem_of(shown.error());
}

http::Answer list_history(const Call& call) {
    const Result<desk::ContactId> id = contact_of(call);
    const Result<std::int64_t> limit = call.number("limit", 20, 1, 200);
    if (!id || !limit) {
        return problem_of(id ? limit.error() : id.error());
    }
    desk::ConversationId before;
    if (const auto sealed = call.request.query_value("cursor"); sealed && !sealed->empty()) {
        const Result<std::string> place = auth::cursor::open(call.services.token_key, "history", *sealed);
        const auto number = place ? parse_base32(*place) : Result<std::uint64_t>(Error{});
        if (!number) {
            return problem_of({"cursor.invalid", "expected a cursor from this list but found another"});
        }
        before = desk::ConversationId{*number};
    }
    const auto reader = call.services.store.reader();
    const Result<desk::HistoryPage> page =
        desk::show_history(reader->org(call.org()), viewer_of(call.caller), *id, before, static_cast<int>(*limit));
    if (!page) {
        return problem_of(page.error());
    }
    return http::Answer::json(
        Map{{"items", page->items},
            {"cursor", page->next ? Value(auth::cursor::seal(call.services.token_key, "history", to_text(page->next)))
                                  : Value()}});
}

http::Answer change_one_contact(const Call& call) {
    const Result<ContactInput> input = input_of<ContactInput>(call);
    const Result<desk::ContactId> id = contact_of(call);
    if (!input || !id) {
        return problem_of(id ? input.error() : id.error());
    }
    if (!input->values.is_nil() && !input->values.is_map()) {
        return problem_of({"request.invalid", "expected an object of fields and their values", "/values"});
    }
    const desk::ContactChange change{input->name, input->email,
                                     input->values.is_map() ? input->values.as_map() : Map{}};
    return change_desk(call, 200, [id = *id, change](const desk::Work& work, const desk::Viewer& viewer) {
        return desk::change_contact(work, viewer, id, change);
    });
}

}  // namespace

void add_contacts(std::vector<Operation>& all) {
    all.push_back(getting("/api/contacts/{id}", "contact.read", "Who writes, of a conversation that you see whole.",
                          show_one_contact));
    all.push_back(getting("/api/contacts/{id}/conversations", "contact.read",
                          "All that he came for, newest first: when, where, how it ended, its first line.",
                          list_history));
    all.push_back(
        with_method(http::Method::patch,
                    posting<ContactInput>("/api/contacts/{id}", "contact.write",
                                          "Name, address and fields; all of it unverified.", change_one_contact)));
}

}  // namespace millrace::api
