#include "runtime/desk/users/accounts.hpp"

#include "runtime/desk/orgs/org.hpp"

namespace millrace::desk {

Result<User> log_in(store::Store& store, PasswordHasher& hasher, std::string_view email, std::string_view password) {
    const std::optional<User> user = find_user_by_email(*store.reader(), email);
    const bool matches = user ? hasher.matches(password, user->password_hash) : hasher.nobody_matches(password);
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
    const Status written = store.write([&](store::Transaction& tx) -> Status {
        Result<std::string> added = add_user(tx, *org, user);
        if (!added) {
            return added.error();
        }
        id = *added;
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
    return store.write([&](store::Transaction& tx) -> Status {
        if (!set_password_hash(tx, email, *hash)) {
            return Error{"user.unknown",
                         "expected the address of an account but nobody has '" + std::string(email) + "'"};
        }
        return {};
    });
}

}  // namespace millrace::desk
