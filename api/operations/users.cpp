// People and teams, for those who administer them; and everybody's own sessions.

#include <algorithm>

#include "api/auth/cursor.hpp"
#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "api/operations/people.hpp"
#include "api/operations/services.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/roles/custom_role.hpp"
#include "runtime/desk/sessions/session.hpp"
#include "runtime/desk/users/user_service.hpp"

namespace millrace::api {
namespace {

struct NewUserInput {
    std::string email;
    std::string name;
    std::string password;
    std::string role = "sales_rep";
    std::vector<std::string> teams;
    bool invite = false;
};
void describe(Fields<NewUserInput>& fields) {
    fields.add("email", &NewUserInput::email).required();
    fields.add("name", &NewUserInput::name).required().at_least(1.0).at_most(100.0);
    fields.add("password", &NewUserInput::password).help("Unless he is invited.");
    fields.add("role", &NewUserInput::role).help("admin, supervisor, team_lead, sales_rep, or a role of your own.");
    fields.add("teams", &NewUserInput::teams).help("Keys; the first is the primary one.");
    fields.add("invite", &NewUserInput::invite).help("He gets a mail with a link, and chooses his password himself.");
}
struct UserInput {
    std::optional<std::string> name;
    std::optional<std::string> role;
    std::optional<bool> active;
    std::optional<std::vector<std::string>> teams;
};
void describe(Fields<UserInput>& fields) {
    fields.add("name", &UserInput::name);
    fields.add("role", &UserInput::role).help("admin, supervisor, team_lead, sales_rep, or a role of your own.");
    fields.add("active", &UserInput::active).help("False: he is out at once, and what he did stays his.");
    fields.add("teams", &UserInput::teams).help("Keys, in place of all that he has; the first is the primary one.");
}
struct PasswordInput {
    std::string password;
};
void describe(Fields<PasswordInput>& fields) {
    fields.add("password", &PasswordInput::password).required();
}
struct NewTeamInput {
    std::string key;
    std::string name;
};
void describe(Fields<NewTeamInput>& fields) {
    fields.add("key", &NewTeamInput::key).required().help("Its queue gets the same.");
    fields.add("name", &NewTeamInput::name).required();
}
struct TeamInput {
    std::string name;
    std::string supervisor_id;
};
void describe(Fields<TeamInput>& fields) {
    fields.add("name", &TeamInput::name);
    fields.add("supervisor_id", &TeamInput::supervisor_id);
}

// What he may do now counts for the next request. (His sockets, and other servers, hear of it as an event.)
void rights_changed(const Call& call, const std::string& user) {
    call.services.people.forget(user);
}

http::Answer list_people(const Call& call) {
    const Result<std::int64_t> limit = call.number("limit", 50, 1, 200);
    if (!limit) {
        return problem_of(limit.error());
    }
    desk::UserFilter filter;
    filter.limit = static_cast<int>(*limit);
    if (const auto sealed = call.request.query_value("cursor"); sealed && !sealed->empty()) {
        const Result<std::string> place = auth::cursor::open(call.services.token_key, "users", *sealed);
        if (!place) {
            return problem_of({"cursor.invalid", "expected a cursor from this list but found another"});
        }
        filter.after = *place;
    }
    const auto reader = call.services.store.reader();
    Map page = desk::list_people(reader->org(call.org()), filter).as_map();
    if (page["cursor"].is_string()) {
        page.set("cursor", auth::cursor::seal(call.services.token_key, "users", page["cursor"].as_string()));
    }
    return http::Answer::json(std::move(page));
}

// He is named by the body's members, and gets a password with them or chooses one himself.
http::Answer create(const Call& call) {
    const Result<NewUserInput> input = input_of<NewUserInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (input->invite && !call.services.sends_mail) {
        return problem_of({"mail.not_configured",
                           "expected a server that sends mail but this one does not: give a password instead, or start"
                           " it with --mail"});
    }
    if (input->invite != input->password.empty()) {
        return problem_of({"request.invalid",
                           input->invite ? "expected no password beside invite, for he chooses it himself"
                                         : "expected a password, or invite",
                           "/password"});
    }
    Result<std::string> hash = input->invite ? Result<std::string>("") : call.services.people.hash(input->password);
    if (!hash) {
        return problem_of({hash.error().code, hash.error().message, "/password"});
    }
    return change_desk(call, 201,
                       [input = *input, hash = *hash](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
                           const Result<desk::RoleChoice> role = desk::choose_role(work.reader(), input.role);
                           if (!role) {
                               return role.error();
                           }
                           return desk::create_user(
                               work, {input.email, input.name, role->base, hash, input.teams, role->id, input.invite});
                       });
}

http::Answer invite_again(const Call& call) {
    if (!call.services.sends_mail) {
        return problem_of(
            {"mail.not_configured", "expected a server that sends mail but this one does not: start it with --mail"});
    }
    return change_desk(call, 202, [id = std::string(call.param("id"))](const desk::Work& work, const desk::Viewer&) {
        return desk::invite_again(work, id);
    });
}

http::Answer change_person(const Call& call) {
    const Result<UserInput> input = input_of<UserInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const desk::UserChange change{input->name, input->role, input->active, input->teams};
    const std::string id(call.param("id"));
    http::Answer answer = change_desk(call, 200, [change, id](const desk::Work& work, const desk::Viewer&) {
        return desk::change_user(work, id, change);
    });
    rights_changed(call, id);
    return answer;
}

// Nobody is ever deleted: what he did stays his.
http::Answer let_go(const Call& call) {
    const std::string id(call.param("id"));
    http::Answer answer = change_desk(call, 204, [id](const desk::Work& work, const desk::Viewer&) {
        return desk::change_user(work, id, {.name = {}, .role = {}, .active = false, .teams = {}});
    });
    rights_changed(call, id);
    return answer;
}

http::Answer give_password(const Call& call) {
    const Result<PasswordInput> input = input_of<PasswordInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const Result<std::string> hash = call.services.people.hash(input->password);
    if (!hash) {
        return problem_of({hash.error().code, hash.error().message, "/password"});
    }
    const std::string id(call.param("id"));
    http::Answer answer = change_desk(call, 200, [hash = *hash, id](const desk::Work& work, const desk::Viewer&) {
        return desk::give_password(work, id, hash);
    });
    rights_changed(call, id);
    return answer;
}

struct TeamSkillsInput {
    std::vector<desk::Skill> skills;
};
void describe(Fields<TeamSkillsInput>& fields) {
    fields.add("skills", &TeamSkillsInput::skills).help("In place of all that it had.");
}

http::Answer give_team_skills(const Call& call) {
    const Result<TeamSkillsInput> input = input_of<TeamSkillsInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(
        call, 200,
        [skills = input->skills, key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) {
            return desk::give_team_skills(work, key, skills);
        });
}

http::Answer create_team(const Call& call) {
    const Result<NewTeamInput> input = input_of<NewTeamInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(call, 201, [input = *input](const desk::Work& work, const desk::Viewer&) {
        return desk::create_team(work, input.key, input.name);
    });
}

http::Answer change_team(const Call& call) {
    const Result<TeamInput> input = input_of<TeamInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(
        call, 200, [input = *input, key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) {
            return desk::change_team(work, key, input.name, input.supervisor_id);
        });
}

Value show_sessions(const Call& call, const std::string& user) {
    const auto reader = call.services.store.reader();
    List items;
    for (const desk::OpenSession& session :
         desk::sessions_of(reader->org(call.org()), user, call.services.store.clock().now())) {
        items.push(Map{{"id", session.id},
                       {"created_at", to_text(session.created)},
                       {"expires_at", to_text(session.expires)},
                       {"this", session.id == call.caller.session}});
    }
    return Map{{"items", std::move(items)}};
}

http::Answer my_sessions(const Call& call) {
    return http::Answer::json(show_sessions(call, call.caller.user_id));
}

http::Answer sessions_of(const Call& call) {
    return http::Answer::json(show_sessions(call, std::string(call.param("id"))));
}

// One's own; an admin ends anybody's.
http::Answer end_session(const Call& call) {
    const std::string session(call.param("id"));
    std::string user;
    {
        const auto reader = call.services.store.reader();
        user = desk::user_of_session(reader->org(call.org()), session);
    }
    if (user.empty() || (user != call.caller.user_id && !call.caller.may("user.write"))) {
        return problem_of({"session.unknown", "expected an open session of yours but there is none of this id"});
    }
    http::Answer answer =
        change_desk(call, 204, [user, session](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
            desk::revoke_session(work.tx, work.org, session);
            desk::record(work, "session.ended", "user:" + user, Map{{"session", session}}, {});
            // A socket does not say which session it is of: all of his come back, if they may.
            work.publish(desk::event::user_changed, {"rep:" + user}, Map{{"user_id", user}, {"active", true}});
            return Value(Map{});
        });
    rights_changed(call, user);
    return answer;
}

}  // namespace

void add_users(std::vector<Operation>& all) {
    using http::Method;
    all.push_back(
        getting("/api/users", "user.write", "Everybody, with role, teams and whether he is active.", list_people));
    all.push_back(once_only(posting<NewUserInput>("/api/users", "user.write", "Adds somebody.", create, 201)));
    for (const Method method : {Method::patch, Method::put}) {
        all.push_back(
            with_method(method, posting<UserInput>("/api/users/{id}", "user.write",
                                                   "Changes name, role, teams; lets in or out.", change_person)));
    }
    all.push_back(with_method(Method::del, posting<Nothing>("/api/users/{id}", "user.write",
                                                            "Deactivates somebody, who is out at once.", let_go, 204)));
    all.push_back(posting<Nothing>("/api/users/{id}/invite", "user.write",
                                   "Sends the invitation again, with a new link.", invite_again, 202));
    all.push_back(posting<PasswordInput>("/api/users/{id}/password", "user.write",
                                         "Gives a new password; all sessions are over.", give_password));
    all.push_back(getting("/api/users/{id}/sessions", "user.write", "Where somebody is logged in.", sessions_of));
    all.push_back(getting("/api/auth/sessions", "", "Where you are logged in.", my_sessions));
    all.push_back(with_method(Method::del,
                              posting<Nothing>("/api/auth/sessions/{id}", "",
                                               "Ends a session of yours; an admin ends anybody's.", end_session, 204)));
    all.push_back(
        once_only(posting<NewTeamInput>("/api/teams", "team.write", "Makes a team, and its queue.", create_team, 201)));
    all.push_back(with_method(Method::put,
                              posting<TeamSkillsInput>("/api/teams/{key}/skills", "team.write",
                                                       "What everybody in it counts as knowing.", give_team_skills)));
    all.push_back(with_method(Method::patch, posting<TeamInput>("/api/teams/{key}", "team.write",
                                                                "Changes its name or who leads it.", change_team)));
}

}  // namespace millrace::api
