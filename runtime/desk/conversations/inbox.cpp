#include "runtime/desk/conversations/inbox.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <set>

#include "engine/base/text.hpp"
#include "runtime/desk/contacts/contact.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/conversations/reading.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/desk/teams/team.hpp"

namespace millrace::desk {
namespace {

// A conversation with what a filter wants to know of it.
struct Found {
    Conversation conversation;
    std::string contact_name;
    std::string contact_email;
    bool tagged = false;
};

// One index from one place on: all conversations of this status that an agent has, a team or a queue has, or that there
// are.
enum class Along : std::uint8_t { agent, team, queue, status, offers };
struct Arm {
    Along along = Along::status;
    std::string key;
    std::string_view status;
};

#define MILLRACE_FOUND                                                                                          \
    "SELECT " MILLRACE_CONVERSATION_COLUMNS                                                                     \
    ", ct.name AS contact_name, ct.email AS contact_email,"                                                     \
    " (SELECT count(*) FROM conversation_tag t WHERE t.org = $org AND t.conversation = c.id AND t.name = $tag)" \
    " AS tagged" MILLRACE_CONVERSATION_TABLES "JOIN contact ct ON ct.id = c.contact WHERE c.org = $org"
#define MILLRACE_DOWN " AND c.id < $edge ORDER BY c.id DESC LIMIT $limit"
#define MILLRACE_UP " AND c.id > $edge ORDER BY c.id LIMIT $limit"

std::string_view statement_of(Along along, bool up) {
    switch (along) {
        case Along::agent:
            return up ? MILLRACE_FOUND " AND c.agent = $key AND c.status = $status" MILLRACE_UP
                      : MILLRACE_FOUND " AND c.agent = $key AND c.status = $status" MILLRACE_DOWN;
        case Along::team:
            return up ? MILLRACE_FOUND " AND c.team = $key AND c.status = $status" MILLRACE_UP
                      : MILLRACE_FOUND " AND c.team = $key AND c.status = $status" MILLRACE_DOWN;
        case Along::queue:
            return up ? MILLRACE_FOUND " AND c.queue = $key AND c.status = $status" MILLRACE_UP
                      : MILLRACE_FOUND " AND c.queue = $key AND c.status = $status" MILLRACE_DOWN;
        case Along::status:
            return up ? MILLRACE_FOUND " AND c.status = $status" MILLRACE_UP
                      : MILLRACE_FOUND " AND c.status = $status" MILLRACE_DOWN;
        case Along::offers:
            break;  // one at a time: offers are few, conversations are not
    }
    return {};
}

class Inbox {
public:
    Inbox(store::OrgReader reader, const Viewer& viewer, const ConversationFilter& filter)
        : reader_(reader), viewer_(viewer), filter_(filter), text_(fold(trim(filter.text))) {
        for (std::string& team : teams_of(reader, viewer.user)) {
            teams_.insert(std::move(team));
        }
        for (const Queue& queue : queues_worked_in(reader, viewer.user)) {
            queues_.insert(queue.key);
        }
    }

    Result<ConversationPage> page() { return filter_.sort == "waiting" ? by_wait() : by_age(); }

private:
    // ---- where to look

    std::vector<std::string_view> statuses() const {
        if (filter_.sort == "waiting" || filter_.status == "queued") {
            return {"queued"};
        }
        if (!filter_.status.empty()) {
            return {filter_.status};
        }
        std::vector<std::string_view> all{"new", "queued", "assigned", "wrap_up"};
        if (text_.empty()) {
            all.emplace_back("closed");
        }
        return all;
    }

    std::vector<Arm> arms() const {
        if (filter_.status == "offered") {
            return {{Along::offers, {}, {}}};
        }
        std::vector<Arm> arms;
        const auto add = [&](Along along, const std::string& key, std::string_view status) {
            arms.push_back({along, key, status});
        };
        const bool one_agent = !filter_.assignee.empty() && filter_.assignee != "none";
        for (const std::string_view status : statuses()) {
            const bool has_agent = status == "assigned" || status == "wrap_up" || status == "closed";
            if (one_agent) {
                if (has_agent && (viewer_.sees_team() || filter_.assignee == viewer_.user)) {
                    add(Along::agent, filter_.assignee, status);
                }
                continue;
            }
            if (has_agent && !viewer_.sees_all()) {
                add(Along::agent, viewer_.user, status);
            }
            if (!viewer_.sees_team() && status != "queued") {
                continue;
            }
            if (!filter_.queue.empty()) {
                if (is_his_queue()) {
                    add(Along::queue, filter_.queue, status);
                }
            } else if (viewer_.sees_all()) {
                add(Along::status, {}, status);
            } else {
                for (const std::string& team : viewer_.sees_team() ? teams_ : std::set<std::string>()) {
                    add(Along::team, team, status);
                }
                for (const std::string& queue : status == "queued" ? queues_ : std::set<std::string>()) {
                    add(Along::queue, queue, status);
                }
            }
        }
        return arms;
    }

    // What another team's queue holds is not even looked through.
    bool is_his_queue() const {
        const std::optional<Queue> queue = find_queue(reader_, filter_.queue);
        return queue && (viewer_.sees_all() || queues_.contains(queue->key) ||
                         (viewer_.sees_team() && teams_.contains(queue->team)));
    }

    // Is not everything that the arms bring wanted?
    bool is_narrow() const {
        return !filter_.tag.empty() || !text_.empty() || !filter_.assignee.empty() || filter_.status == "offered" ||
               (!filter_.queue.empty() && !viewer_.sees_all());
    }

    // ---- what is his, and wanted

    bool sees(const Conversation& c) const {
        return sees_whole(c) || c.offered_to == viewer_.user || (c.status == "queued" && queues_.contains(c.queue));
    }
    // Who leads may also work in another team's queue, of which he sees what every agent there sees.
    bool sees_whole(const Conversation& c) const {
        return viewer_.sees_all() || c.agent == viewer_.user || (viewer_.sees_team() && teams_.contains(c.team));
    }

    bool has_text(const Found& found) const {
        if (!sees_whole(found.conversation)) {
            return fold(first_line_of(found.conversation)).find(text_) != std::string::npos;
        }
        return fold(found.contact_name).find(text_) != std::string::npos ||
               fold(found.contact_email).find(text_) != std::string::npos ||
               fold(found.conversation.first_text).find(text_) != std::string::npos;
    }

    bool is_wanted(const Found& found) const {
        const Conversation& c = found.conversation;
        if (!sees(c) || (filter_.status == "queued" && !c.offered_to.empty()) ||
            (!filter_.queue.empty() && c.queue != filter_.queue) || (!filter_.tag.empty() && !found.tagged)) {
            return false;
        }
        // A preview says nothing of tags.
        if (!filter_.tag.empty() && !sees_whole(c)) {
            return false;
        }
        if (!filter_.assignee.empty() && c.agent != (filter_.assignee == "none" ? std::string() : filter_.assignee)) {
            return false;
        }
        return text_.empty() || has_text(found);
    }

    // ---- looking

    std::vector<Found> along(const Arm& arm, bool up, std::int64_t edge, int limit) const {
        if (arm.along == Along::offers) {
            return offered(up, edge, limit);
        }
        std::vector<store::Param> params{
            {"edge", edge}, {"limit", limit}, {"tag", filter_.tag}, {"status", arm.status}};
        if (arm.along != Along::status) {
            params.emplace_back("key", arm.key);
        }
        std::vector<Found> found;
        for (const store::Row row : reader_.query(statement_of(arm.along, up), params)) {
            found.push_back(found_in(row));
        }
        return found;
    }

    std::vector<Found> offered(bool up, std::int64_t edge, int limit) const {
        const std::string_view ids =
            up ? "SELECT conversation FROM offer WHERE org = $org AND conversation > $edge ORDER BY conversation"
                 " LIMIT $limit"
               : "SELECT conversation FROM offer WHERE org = $org AND conversation < $edge ORDER BY conversation DESC"
                 " LIMIT $limit";
        std::vector<Found> found;
        for (const store::Row offer : reader_.query(ids, {{"edge", edge}, {"limit", limit}})) {
            if (const auto conversation = find_conversation(reader_, offer.id<ConversationTag>("conversation"))) {
                const std::optional<Contact> contact = find_contact(reader_, conversation->contact);
                const std::vector<std::string> tags =
                    filter_.tag.empty() ? std::vector<std::string>() : tags_of(reader_, conversation->id);
                found.push_back({*conversation, contact ? contact->name : std::string(),
                                 contact ? contact->email : std::string(),
                                 std::find(tags.begin(), tags.end(), filter_.tag) != tags.end()});
            }
        }
        return found;
    }

    static Found found_in(const store::Row& row) {
        return {conversation_of_row(row), row.get<std::string>("contact_name"), row.get<std::string>("contact_email"),
                row.integer("tagged") > 0};
    }

    Result<ConversationPage> by_age() {
        const bool up = filter_.sort == "oldest";
        std::uint64_t edge = up ? 0 : static_cast<std::uint64_t>(INT64_MAX);
        if (!filter_.place.empty()) {
            const Result<std::uint64_t> place = parse_base32(filter_.place);
            if (!place) {
                return Error{"cursor.invalid", "expected a cursor from this list but found another"};
            }
            edge = *place;
        }
        const int limit = is_narrow() ? inbox_stretch : filter_.limit + 1;
        std::vector<Found> all;
        // Beyond the last that some arm was asked for, another one may have more: what lies there is for the next page.
        std::optional<ConversationId> horizon;
        const auto nearer = [up](ConversationId a, ConversationId b) { return up ? a < b : a > b; };
        for (const Arm& arm : arms()) {
            std::vector<Found> found = along(arm, up, static_cast<std::int64_t>(edge), limit);
            if (found.size() == static_cast<std::size_t>(limit)) {
                const ConversationId last = found.back().conversation.id;
                horizon = !horizon || nearer(last, *horizon) ? last : *horizon;
            }
            std::move(found.begin(), found.end(), std::back_inserter(all));
        }
        std::erase_if(all, [&](const Found& each) {
            return (horizon && nearer(*horizon, each.conversation.id)) || !is_wanted(each);
        });
        sort_unique(all, [&](const Found& a, const Found& b) { return nearer(a.conversation.id, b.conversation.id); });
        ConversationPage page;
        if (all.size() > static_cast<std::size_t>(filter_.limit)) {
            all.erase(all.begin() + filter_.limit, all.end());
            page.next = to_text(all.back().conversation.id);
        } else if (horizon) {
            page.next = to_text(*horizon);
        }
        show(all, page);
        return page;
    }

    // The most urgent of those that came first; of each team, or queue, a stretch.
    Result<ConversationPage> by_wait() {
        std::vector<Found> all;
        for (const Arm& arm : arms()) {
            std::vector<Found> found = along(arm, true, 0, inbox_stretch);
            std::move(found.begin(), found.end(), std::back_inserter(all));
        }
        std::erase_if(all, [&](const Found& each) { return !is_wanted(each); });
        sort_unique(all, [](const Found& a, const Found& b) { return turn_of(a) < turn_of(b); });
        if (!filter_.place.empty()) {
            const std::optional<Turn> place = parse_turn(filter_.place);
            if (!place) {
                return Error{"cursor.invalid", "expected a cursor from this list but found another"};
            }
            std::erase_if(all, [&](const Found& each) { return turn_of(each) <= *place; });
        }
        ConversationPage page;
        if (all.size() > static_cast<std::size_t>(filter_.limit)) {
            all.erase(all.begin() + filter_.limit, all.end());
            const Turn last = turn_of(all.back());
            page.next = std::to_string(last[0]) + " " + std::to_string(last[1]) + " " + std::to_string(last[2]);
        }
        show(all, page);
        return page;
    }

    // Less is served first.
    using Turn = std::array<std::int64_t, 3>;
    static Turn turn_of(const Found& found) {
        const Conversation& c = found.conversation;
        return {-static_cast<std::int64_t>(c.priority), c.waiting_since.value_or(c.started).ms,
                static_cast<std::int64_t>(c.id.value)};
    }
    static std::optional<Turn> parse_turn(std::string_view text) {
        Turn turn{};
        for (std::int64_t& part : turn) {
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), part);
            if (error != std::errc()) {
                return std::nullopt;
            }
            text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(end - text.data()) + 1));
        }
        return turn;
    }

    template <class Less>
    static void sort_unique(std::vector<Found>& all, Less less) {
        std::sort(all.begin(), all.end(), less);
        all.erase(std::unique(all.begin(), all.end(),
                              [](const Found& a, const Found& b) { return a.conversation.id == b.conversation.id; }),
                  all.end());
    }

    void show(const std::vector<Found>& all, ConversationPage& page) const {
        const Unread unread = unread_of(reader_, viewer_.user);
        List items;
        for (const Found& found : all) {
            const Conversation& c = found.conversation;
            if (!sees_whole(c)) {
                Map preview = show_preview(c).as_map();
                if (c.offered_to == viewer_.user) {
                    preview.set("offered_to", viewer_.user);  // whom else it is offered to is nobody's business
                }
                items.push(std::move(preview));
                continue;
            }
            Map whole = show_in_full(reader_, c).as_map();
            if (c.agent == viewer_.user && c.status == "assigned") {
                whole.set("unread", unread.of(c.id));
                whole.set("read_to", std::to_string(reading_of(reader_, c.id, viewer_.user).seen));
            }
            items.push(std::move(whole));
        }
        page.items = std::move(items);
        page.total_unread = unread.total;
    }

    store::OrgReader reader_;
    const Viewer& viewer_;
    const ConversationFilter& filter_;
    std::string text_;
    std::set<std::string> teams_;   // that he is in
    std::set<std::string> queues_;  // that he works in
};

}  // namespace

store::Migration inbox_indexes() {
    return {.number = 1810,
            .name = "inbox",
            .statements = {"CREATE INDEX conversation_by_team ON conversation(org, team, status, id)",
                           "CREATE INDEX conversation_by_queue ON conversation(org, queue, status, id)",
                           "ALTER TABLE note ADD COLUMN pinned {time}"}};
}

Result<ConversationPage> list_conversations(store::OrgReader reader, const Viewer& viewer,
                                            const ConversationFilter& filter) {
    return Inbox(reader, viewer, filter).page();
}

}  // namespace millrace::desk
