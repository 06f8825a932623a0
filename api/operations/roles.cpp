// Roles: what each may do, and those that an org makes itself.

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "api/operations/people.hpp"
#include "api/operations/services.hpp"
#include "runtime/desk/roles/custom_role.hpp"

namespace millrace::api {
namespace {

struct NewRoleInput {
    std::string key;
    std::string name;
    std::string base_role = "sales_rep";
    std::vector<std::string> permissions;
};
void describe(Fields<NewRoleInput>& fields) {
    fields.add("key", &NewRoleInput::key).required();
    fields.add("name", &NewRoleInput::name).required();
    fields.add("base_role", &NewRoleInput::base_role)
        .help("supervisor, team_lead or sales_rep: how he is treated where it is not about permissions.");
    fields.add("permissions", &NewRoleInput::permissions).required().help("All that he may do.");
}
struct RoleInput {
    std::optional<std::string> name;
    std::optional<std::string> base_role;
    std::optional<std::vector<std::string>> permissions;
};
void describe(Fields<RoleInput>& fields) {
    fields.add("name", &RoleInput::name);
    fields.add("base_role", &RoleInput::base_role);
    fields.add("permissions", &RoleInput::permissions).help("In place of all that it had.");
}

http::Answer list_roles(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show_roles(reader->org(call.org())));
}

http::Answer create_role(const Call& call) {
    const Result<NewRoleInput> input = input_of<NewRoleInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(call, 201, [input = *input](const desk::Work& work, const desk::Viewer&) {
        return desk::create_role(work, input.key, {input.name, input.base_role, input.permissions});
    });
}

http::Answer change_role(const Call& call) {
    const Result<RoleInput> input = input_of<RoleInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    http::Answer changed = change_desk(
        call, 200, [input = *input, key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) {
            return desk::change_role(work, key, {input.name, input.base_role, input.permissions});
        });
    call.services.people.forget_all();  // before it is answered; the event may be told a moment later
    return changed;
}

http::Answer remove_role(const Call& call) {
    return change_desk(call, 204, [key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) {
        return desk::remove_role(work, key);
    });
}

}  // namespace

void add_roles(std::vector<Operation>& all) {
    using http::Method;
    all.push_back(
        getting("/api/roles", "role.read", "All roles with what each may do, and every permission.", list_roles));
    all.push_back(
        once_only(posting<NewRoleInput>("/api/roles", "role.write", "Makes a role of your own.", create_role, 201)));
    all.push_back(
        with_method(Method::patch, posting<RoleInput>("/api/roles/{key}", "role.write",
                                                      "Changes a role of yours; it counts at once.", change_role)));
    all.push_back(with_method(Method::del, posting<Nothing>("/api/roles/{key}", "role.write",
                                                            "Removes a role that nobody has.", remove_role, 204)));
}

}  // namespace millrace::api
