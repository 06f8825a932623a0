#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "runtime/desk/ids.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

struct Org {
    OrgId id;
    std::string key;
    std::string name;
    std::string fallback_queue;        // where a conversation goes that nobody owns
    std::vector<std::string> phrases;  // how customers ask for a person
};

struct CloseReason {
    std::string key;
    std::string title;
    bool system = false;  // given by the system alone: customer_left, no_input
};

store::Migration org_tables();

// With its close reasons, phrases, and a fallback queue of this key with a team of its own. "org.exists" when the key
// is taken.
struct NewOrg {
    std::string key;
    std::string name;
    std::string fallback_queue = "customer_service";
    std::string fallback_title = "Customer service";
};
Result<OrgId> add_org(store::Transaction& tx, const NewOrg& org);

std::optional<Org> find_org(store::OrgReader reader);
std::optional<OrgId> find_org_by_key(store::Session& session, std::string_view key);
std::vector<Org> list_orgs(store::Session& session);

std::vector<CloseReason> close_reasons(store::OrgReader reader);

// Does the text ask for a person, in the words of this list? "I don't want a human" does not.
bool asks_for_human(std::string_view text, const std::vector<std::string>& phrases);
const std::vector<std::string>& default_phrases();

}  // namespace millrace::desk
