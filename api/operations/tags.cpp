// Tags that people may set, and the org's own fields.

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "runtime/desk/fields/field.hpp"
#include "runtime/desk/tags/tag.hpp"

namespace millrace::api {
namespace {

struct NewTagInput {
    std::string name;
    std::string description;
    std::string team;
};
void describe(Fields<NewTagInput>& fields) {
    fields.add("name", &NewTagInput::name).required().help("1 to 60 characters.");
    fields.add("description", &NewTagInput::description);
    fields.add("team", &NewTagInput::team)
        .help("The key of a team of yours; without it, the whole org's: the admin's.");
}
struct TagChangeInput {
    std::optional<std::string> name;
    std::optional<std::string> description;
};
void describe(Fields<TagChangeInput>& fields) {
    fields.add("name", &TagChangeInput::name).help("What is tagged already keeps the old word.");
    fields.add("description", &TagChangeInput::description);
}
struct FieldsInput {
    std::vector<desk::FieldDefinition> fields;
};
void describe(Fields<FieldsInput>& fields) {
    fields.add("fields", &FieldsInput::fields).required().help("In place of all there are, in their order.");
}

Result<desk::TagId> tag_of(const Call& call) {
    const auto id = parse_base32(call.param("id"));
    if (!id) {
        return Error{"tag.unknown", "expected a tag that is defined but there is none of this id"};
    }
    return desk::TagId{*id};
}

http::Answer list_tags(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show_tags(reader->org(call.org()), viewer_of(call.caller)));
}

http::Answer define_tag(const Call& call) {
    const Result<NewTagInput> input = input_of<NewTagInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(
        call, 201,
        [tag = desk::TagInput{input->name, input->description, input->team}](
            const desk::Work& work, const desk::Viewer& viewer) { return desk::define_tag(work, viewer, tag); });
}

http::Answer change_tag(const Call& call) {
    const Result<TagChangeInput> input = input_of<TagChangeInput>(call);
    const Result<desk::TagId> id = tag_of(call);
    if (!input || !id) {
        return problem_of(id ? input.error() : id.error());
    }
    return change_desk(
        call, 200,
        [id = *id, change = desk::TagChange{input->name, input->description}](
            const desk::Work& work, const desk::Viewer& viewer) { return desk::change_tag(work, viewer, id, change); });
}

http::Answer remove_tag_definition(const Call& call) {
    const Result<desk::TagId> id = tag_of(call);
    if (!id) {
        return problem_of(id.error());
    }
    return change_desk(call, 204, [id = *id](const desk::Work& work, const desk::Viewer& viewer) -> Result<Value> {
        const Status removed = desk::remove_tag_definition(work, viewer, id);
        return removed ? Result<Value>(Value(Map{})) : Result<Value>(removed.error());
    });
}

http::Answer list_fields(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show_field_definitions(reader->org(call.org())));
}

http::Answer define_fields(const Call& call) {
    const Result<FieldsInput> input = input_of<FieldsInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(call, 200, [fields = input->fields](const desk::Work& work, const desk::Viewer&) {
        return desk::define_fields(work, fields);
    });
}

}  // namespace

void add_tags(std::vector<Operation>& all) {
    all.push_back(
        getting("/api/tags", "conversation.tag", "The tags that are defined: the org's and your teams'.", list_tags));
    all.push_back(once_only(posting<NewTagInput>("/api/tags", "tag.write",
                                                 "Defines a tag: a team's for who leads it, the org's for an admin.",
                                                 define_tag, 201)));
    all.push_back(with_method(
        http::Method::patch,
        posting<TagChangeInput>("/api/tags/{id}", "tag.write", "Another name or description.", change_tag)));
    Operation removing = with_method(http::Method::del, getting("/api/tags/{id}", "tag.write",
                                                                "It may not be set any more.", remove_tag_definition));
    removing.success = 204;
    all.push_back(std::move(removing));
    all.push_back(getting("/api/fields", "conversation.read_own", "The org's own fields.", list_fields));
    all.push_back(with_method(http::Method::put, posting<FieldsInput>("/api/fields", "field.write",
                                                                      "Defines the org's own fields.", define_fields)));
}

}  // namespace millrace::api
