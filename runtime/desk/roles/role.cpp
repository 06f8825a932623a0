#include "runtime/desk/roles/role.hpp"

#include <algorithm>
#include <initializer_list>

namespace millrace::desk {
namespace {

using Names = std::vector<std::string_view>;

const Names& agents_permissions() {
    static const Names names = {
        "conversation.read_own",
        "conversation.take",
        "conversation.reply",
        "conversation.note",
        "conversation.tag",
        "conversation.close",
        "queue.read",
        "team.read",
        "agent.status",
        "conversation.transfer_team",
        "conversation.escalate",
        "directory.read",
        "template.read",
        "article.read",
        "conversation.hand_back",
        "conversation.set_field",
        "contact.read",
        "contact.write",
    };
    return names;
}

Names with(Names names, std::initializer_list<std::string_view> more) {
    names.insert(names.end(), more);
    return names;
}

}  // namespace

std::string_view to_text(Role role) {
    switch (role) {
        case Role::admin:
            return "admin";
        case Role::supervisor:
            return "supervisor";
        case Role::team_lead:
            return "team_lead";
        case Role::sales_rep:
            return "sales_rep";
    }
    return "sales_rep";
}

std::optional<Role> parse_role(std::string_view name) {
    for (const Role role : {Role::admin, Role::supervisor, Role::team_lead, Role::sales_rep}) {
        if (to_text(role) == name) {
            return role;
        }
    }
    return std::nullopt;
}

const std::vector<std::string_view>& permissions_of(Role role) {
    static const Names lead =
        with(agents_permissions(),
             {"conversation.read_team", "conversation.assign", "user.read", "run.read", "agent.read", "live.read",
              "rating.read", "metric.read", "queue.statistics", "queue.staff", "conversation.transfer_agent"});
    static const Names supervisor =
        with(lead, {"report.export", "run.command", "agent.override", "conversation.reopen", "template.write",
                    "lookup.read", "article.write", "tag.write", "transcript.export"});
    switch (role) {
        case Role::admin:
            return all_permissions();
        case Role::supervisor:
            return supervisor;
        case Role::team_lead:
            return lead;
        case Role::sales_rep:
            return agents_permissions();
    }
    return agents_permissions();
}

bool may(Role role, std::string_view permission) {
    const Names& names = permissions_of(role);
    return std::find(names.begin(), names.end(), permission) != names.end();
}

const std::vector<std::string_view>& all_permissions() {
    static const Names names = with(agents_permissions(), {"conversation.read_team",
                                                           "conversation.read_all",
                                                           "conversation.assign",
                                                           "report.export",
                                                           "flow.read",
                                                           "flow.write",
                                                           "flow.publish",
                                                           "node_type.read",
                                                           "node_type.write",
                                                           "run.read",
                                                           "run.start",
                                                           "run.command",
                                                           "signal.send",
                                                           "user.read",
                                                           "user.write",
                                                           "team.write",
                                                           "channel.read",
                                                           "channel.write",
                                                           "agent.read",
                                                           "agent.override",
                                                           "agent.write",
                                                           "audit.read",
                                                           "audit.export",
                                                           "live.read",
                                                           "queue.statistics",
                                                           "queue.staff",
                                                           "routing.read",
                                                           "routing.write",
                                                           "settings.read",
                                                           "settings.write",
                                                           "conversation.reopen",
                                                           "queue.write",
                                                           "template.write",
                                                           "lookup.read",
                                                           "lookup.write",
                                                           "rating.read",
                                                           "metric.read",
                                                           "metric.write",
                                                           "role.read",
                                                           "role.write",
                                                           "conversation.transfer_agent",
                                                           "tag.write",
                                                           "field.write",
                                                           "transcript.export",
                                                           "transcript.delete",
                                                           "article.write",
                                                           "article.delete",
                                                           "system.read"});
    return names;
}

Permissions::Permissions(std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    names_ = std::make_shared<const std::vector<std::string>>(std::move(names));
}

bool Permissions::has(std::string_view name) const {
    return names_ && std::binary_search(names_->begin(), names_->end(), name);
}

const std::vector<std::string>& Permissions::names() const {
    static const std::vector<std::string> none;
    return names_ ? *names_ : none;
}

}  // namespace millrace::desk
