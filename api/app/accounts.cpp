// millrace user, millrace org

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/bcrypt.hpp"
#include "api/app/commands.hpp"
#include "api/app/open_data.hpp"
#include "api/auth/password.hpp"
#include "api/auth/secret.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/roles/custom_role.hpp"
#include "runtime/desk/users/accounts.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::app {
namespace {

struct Account {
    DataPlace data;
    std::string org;
    std::string email;
    std::string name;
    std::string role = "sales_rep";
    std::vector<std::string> teams;
    std::string password;
    std::string key;
};

// A built-in role or one of the org's own; what is not there is answered with what is.
Result<desk::RoleChoice> role_of(store::Store& store, OrgId org, const std::string& key) {
    const auto reader = store.reader();
    const store::OrgReader here = reader->org(org);
    Result<desk::RoleChoice> role = desk::choose_role(here, key);
    if (role) {
        return role;
    }
    std::string own;
    for (const desk::CustomRole& each : desk::list_roles(here)) {
        own += ", " + each.key;
    }
    return Error{"role.unknown",
                 "expected a role, one of admin, supervisor, team_lead, sales_rep" + own + ", but found '" + key + "'"};
}

int add_user(Account account) {
    auto data = open_data(account.data);
    if (!data) {
        return fail(data.error());
    }
    std::string org = account.org;
    if (org.empty()) {
        const auto reader = data->store->reader();
        const auto orgs = desk::list_orgs(*reader);
        if (orgs.size() != 1) {
            return fail({"org.unknown",
                         "expected --org to say which, since there are " + std::to_string(orgs.size()) + " orgs"});
        }
        org = orgs.front().key;
    }
    const Result<OrgId> of = org_of(*data->store, org);
    if (!of) {
        return fail(of.error());
    }
    const Result<desk::RoleChoice> role = role_of(*data->store, *of, account.role);
    if (!role) {
        return fail(role.error());
    }
    const bool made_up = account.password.empty();
    const std::string password = made_up ? auth::generate_password() : account.password;
    Bcrypt hasher;
    desk::NewUser user;
    user.email = account.email;
    user.name = account.name.empty() ? account.email : account.name;
    user.role = role->base;
    user.role_id = role->id;
    user.teams = account.teams;
    const auto added = desk::add_account(*data->store, hasher, org, std::move(user), password);
    if (!added) {
        return fail(added.error());
    }
    fmt::print("{} may log in{}\n", account.email, made_up ? " with the password " + password : "");
    return 0;
}

int reset_user(Account account) {
    auto data = open_data(account.data);
    if (!data) {
        return fail(data.error());
    }
    const bool made_up = account.password.empty();
    const std::string password = made_up ? auth::generate_password() : account.password;
    Bcrypt hasher;
    if (auto done = desk::reset_password(*data->store, hasher, account.email, password); !done) {
        return fail(done.error());
    }
    fmt::print("{} has a new password{}; earlier sessions are over\n", account.email, made_up ? ": " + password : "");
    return 0;
}

int list_users(const Account& account) {
    auto data = open_data(account.data);
    if (!data) {
        return fail(data.error());
    }
    const auto org = org_of(*data->store, account.org);
    if (!org) {
        return fail(org.error());
    }
    const auto reader = data->store->reader();
    for (const desk::User& user : desk::list_users(reader->org(*org))) {
        fmt::print("{:<32} {:<12} {}{}\n", user.email, user.role_key, user.name,
                   !user.active   ? "  (closed)"
                   : user.invited ? "  (invited)"
                                  : "");
    }
    return 0;
}

int add_org(const Account& account) {
    auto data = open_data(account.data);
    if (!data) {
        return fail(data.error());
    }
    const Result<OrgId> made =
        desk::add_organisation(*data->store, {account.key, account.name.empty() ? account.key : account.name});
    if (!made) {
        return fail(made.error());
    }
    fmt::print("the org {} is there, with the fallback queue customer_service\n", account.key);
    return 0;
}

}  // namespace

void add_accounts(CLI::App& app, int& status) {
    auto account = std::make_shared<Account>();
    const auto with_data = [account](CLI::App* command) {
        add_data_options(*command, account->data);
        return command;
    };
    CLI::App* user = app.add_subcommand("user", "People who may log in");
    user->require_subcommand(1);
    CLI::App* add = with_data(user->add_subcommand("add", "Add a person; prints a password unless you give one"));
    add->add_option("email", account->email, "E-mail address")->required();
    add->add_option("--name", account->name, "Name");
    add->add_option("--role", account->role,
                    "admin, supervisor, team_lead, sales_rep (an agent), or the key of one of the org's own")
        ->capture_default_str();
    add->add_option("--team", account->teams, "Key of a team; may be repeated");
    add->add_option("--org", account->org, "Key of the org, if there are several");
    add->add_option("--password", account->password, "Password, at most 72 bytes");
    add->callback([account, &status] { status = add_user(*account); });
    CLI::App* reset = with_data(user->add_subcommand("reset", "Give a person a new password"));
    reset->add_option("email", account->email, "E-mail address")->required();
    reset->add_option("--password", account->password, "Password, at most 72 bytes");
    reset->callback([account, &status] { status = reset_user(*account); });
    CLI::App* list = with_data(user->add_subcommand("list", "Who may log in"));
    list->add_option("--org", account->org, "Key of the org, if there are several");
    list->callback([account, &status] { status = list_users(*account); });

    CLI::App* org = app.add_subcommand("org", "Organisations; no data cross from one to another");
    org->require_subcommand(1);
    CLI::App* make = with_data(org->add_subcommand("add", "Add an organisation with its fallback queue"));
    make->add_option("key", account->key, "Key, as in acme")->required();
    make->add_option("--name", account->name, "Name");
    make->callback([account, &status] { status = add_org(*account); });
}

}  // namespace millrace::app
