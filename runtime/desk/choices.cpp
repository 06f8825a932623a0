#include "runtime/desk/choices.hpp"

#include <algorithm>

#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/users/user.hpp"
#include "runtime/store/flow_table.hpp"

namespace millrace::desk {
namespace {

using Choices = std::vector<Choice>;

Choices choices_in(const store::Rows& rows) {
    Choices all;
    for (const store::Row row : rows) {
        all.push_back({row.get<std::string>("value"), row.get<std::string>("label")});
    }
    return all;
}

Choices queue_choices(store::OrgReader reader) {
    Choices all;
    for (const Queue& queue : list_queues(reader)) {
        all.push_back({queue.key, queue.title});
    }
    return all;
}

Choices team_choices(store::OrgReader reader) {
    return choices_in(reader.query("SELECT key AS value, name AS label FROM teams WHERE org_id = $org ORDER BY key"));
}

Choices user_choices(store::OrgReader reader) {
    Choices all;
    for (const User& user : list_users(reader)) {
        if (user.active) {
            all.push_back({user.id, user.name.empty() ? user.email : user.name});
        }
    }
    return all;
}

Choices calendar_choices(store::OrgReader reader) {
    return choices_in(
        reader.query("SELECT name AS value, title AS label FROM calendar WHERE org = $org ORDER BY name"));
}

Choices flow_choices(store::OrgReader reader) {
    Choices all;
    for (const store::FlowRow& flow : store::list_flows(reader)) {
        all.push_back({flow.key, flow.title});
    }
    return all;
}

Choices channel_choices(store::OrgReader reader) {
    Choices all;
    for (const Channel& channel : list_channels(reader)) {
        all.push_back({channel.key, channel.title});
    }
    return all;
}

// Nobody keeps any yet: a form shows that there is nothing to choose.
Choices credential_choices(store::OrgReader) {
    return {};
}

// A word that two teams have is one choice.
Choices tag_choices(store::OrgReader reader) {
    return choices_in(
        reader.query("SELECT DISTINCT name AS value, name AS label FROM tag_definition WHERE org = $org"));
}

Choices template_choices(store::OrgReader reader) {
    return choices_in(
        reader.query("SELECT name AS value, title AS label FROM reusable_text WHERE org = $org ORDER BY name"));
}

Choices lookup_choices(store::OrgReader reader) {
    return choices_in(reader.query("SELECT name AS value, title AS label FROM lookup WHERE org = $org ORDER BY name"));
}

// Those that somebody or some team has.
Choices skill_choices(store::OrgReader reader) {
    return choices_in(
        reader.query("SELECT skill AS value, skill AS label FROM agent_skill WHERE org = $org"
                     " UNION SELECT skill AS value, skill AS label FROM team_skill WHERE org = $org"));
}

struct ChoiceKind {
    std::string_view name;
    Choices (*list)(store::OrgReader);
};
constexpr ChoiceKind choice_lists[] = {{"queue", queue_choices},
                                       {"team", team_choices},
                                       {"user", user_choices},
                                       {"calendar", calendar_choices},
                                       {"flow", flow_choices},
                                       {"channel", channel_choices},
                                       {"tag", tag_choices},
                                       {"template", template_choices},
                                       {"lookup", lookup_choices},
                                       {"skill", skill_choices},
                                       {"credential", credential_choices}};

}  // namespace

const std::vector<std::string>& choice_kinds() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> made;
        for (const ChoiceKind& kind : choice_lists) {
            made.emplace_back(kind.name);
        }
        return made;
    }();
    return names;
}

std::optional<std::vector<Choice>> choices(store::OrgReader reader, std::string_view kind) {
    const auto known = std::find_if(std::begin(choice_lists), std::end(choice_lists),
                                    [&](const ChoiceKind& one) { return one.name == kind; });
    if (known == std::end(choice_lists)) {
        return std::nullopt;
    }
    Choices all = known->list(reader);
    std::sort(all.begin(), all.end(), [](const Choice& a, const Choice& b) {
        return a.label == b.label ? a.value < b.value : a.label < b.label;
    });
    return all;
}

}  // namespace millrace::desk
