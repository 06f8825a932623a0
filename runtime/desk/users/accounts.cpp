#include "runtime/desk/users/accounts.hpp"

#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/users/user_service.hpp"

namespace millrace::desk {

Result<User> log_in(store::Store& store, PasswordHasher& hasher, std::string_view email, std::string_view password) {
    const std::optional<User> user = find_user_by_email(*store.reader(), email);
    // Who was invited and has not chosen a password yet has none to compare with.
    const bool has_one = user && !user->password_hash.empty();
    const bool matches = has_one ? hasher.matches(password, user->password_hash) : hasher.nobody_matches(password);
    if (!matches || !user || !user->active) {
        return Error{"login.refused", "expected the address and password of an account but they are not"};
    }
    return *user;
}

Result<std::string> add_account(store::Store& store, PasswordHasher& hasher, std::string_view org_key, NewUser user,
                                std::string_view password) {
    const std::optional<OrgId> org = find_org_by_key(*store.reader(), org_key);
    if (!org) {
        return Error{"org.unknown", "expected an org but there is no '" + std::string(org_key) + "'"};
    }
    Result<std::string> hash = hasher.hash(password);
    if (!hash) {
        return hash.error();
    }
    user.password_hash = std::move(*hash);
    std::string id;
    Feed feed(store);
    const Status written = store.write([&](store::Transaction& tx) -> Status {
        const Result<Value> added = create_user({tx, feed, *org, command_line}, user);
        if (!added) {
            return added.error();
        }
        id = (*added)["userId"].as_string();
        return {};
    });
    if (!written) {
        return written.error();
    }
    return id;
}

Status reset_password(store::Store& store, PasswordHasher& hasher, std::string_view email, std::string_view password) {
    const Result<std::string> hash = hasher.hash(password);
    if (!hash) {
        return hash.error();
    }
    Feed feed(store);
    return store.write([&](store::Transaction& tx) -> Status {
        const std::optional<User> user = find_user_by_email(tx, email);
        if (!user) {
            return Error{"user.unknown",
                         "expected the address of an account but nobody has '" + std::string(email) + "'"};
        }
        const Result<Value> given = give_password({tx, feed, user->org, command_line}, user->id, *hash);
        return given ? Status() : Status(given.error());
    });
}

Result<OrgId> add_organisation(store::Store& store, const NewOrg& wanted) {
    OrgId made;
    Feed feed(store);
    const Status written = store.write([&](store::Transaction& tx) -> Status {
        const Result<OrgId> org = add_org(tx, wanted);
        if (!org) {
            return org.error();
        }
        made = *org;
        record({tx, feed, made, command_line}, "org.created", "org:" + wanted.key, {}, Map{{"name", wanted.name}});
        return {};
    });
    return written ? Result<OrgId>(made) : Result<OrgId>(written.error());
}

}  // namespace millrace::desk
