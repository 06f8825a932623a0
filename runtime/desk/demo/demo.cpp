#include "runtime/desk/demo/demo.hpp"

#include "runtime/desk/calendars/calendar.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/lookups/lookup.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/texts/text.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::desk {

Result<OrgId> seed_demo(store::Transaction& tx, std::string_view password_hash) {
    const Result<OrgId> org = add_org(tx, {.key = std::string(demo_org),
                                           .name = "Millrace demo",
                                           .fallback_queue = std::string(demo_fallback_queue),
                                           .fallback_title = "Customer service"});
    if (!org) {
        return org.error();
    }
    const std::vector<std::pair<std::string, std::string>> teams = {{"sales", "Sales"}, {"support", "Support"}};
    for (const auto& [key, name] : teams) {
        if (const Result<std::string> added = add_team(tx, *org, key, name); !added) {
            return added.error();
        }
    }
    const std::vector<NewUser> users = {
        {"admin@demo.test", "Ada Admin", Role::admin, std::string(password_hash), {}},
        {"supervisor@demo.test",
         "Sam Supervisor",
         Role::supervisor,
         std::string(password_hash),
         {"customer_service", "sales", "support"}},
        {"agent1@demo.test", "Anna Agent", Role::sales_rep, std::string(password_hash), {"sales", "support"}},
        {"agent2@demo.test", "Ben Agent", Role::sales_rep, std::string(password_hash), {"support", "customer_service"}},
    };
    for (const NewUser& user : users) {
        const Result<std::string> id = add_user(tx, *org, user);
        if (!id) {
            return id.error();
        }
        if (user.role != Role::supervisor) {
            continue;
        }
        for (const std::string& team : teams_of(tx.org(*org), *id)) {
            if (Status set = set_supervisor(tx, *org, team, *id); !set) {
                return set.error();
            }
        }
    }
    // What the shipped flows send and look up.
    write_text(tx, *org,
               {"still_waiting", "Still waiting",
                "You still have your place, {{name}}. We will be with you as soon as we can."});
    const std::optional<User> adviser = find_user_by_email(tx, "agent1@demo.test");
    write_lookup(tx, *org,
                 {"customers", "Customers by number",
                  Map{{"4711", Map{{"tier", "gold"}, {"adviser", adviser ? adviser->id : std::string()}}},
                      {"4712", Map{{"tier", "platinum"}}},
                      {"4713", Map{{"tier", "silver"}}}}});
    Calendar calendar{"main", "Day and night", {}};
    calendar.week.always_open = true;
    if (Status put = put_calendar(tx, *org, calendar); !put) {
        return put.error();
    }
    Channel channel;
    channel.org = *org;
    channel.key = demo_channel;
    channel.title = "Web chat";
    channel.entry_flow = "triage";
    if (const Result<ChannelId> added = add_channel(tx, channel); !added) {
        return added.error();
    }
    return *org;
}

}  // namespace millrace::desk
