#pragma once

#include "runtime/desk/conversations/conversation.hpp"

// What somebody may see of conversations, filtered, sorted and paged. It is found at the beginning of indexes: his own,
// his teams', his queue's, all of a status. What no index knows (a tag, a word) is looked for in a stretch of so many
// of each; a page may therefore be shorter than asked, or empty, and still have a cursor.
namespace millrace::desk {

constexpr int inbox_stretch = 2'000;

struct ConversationFilter {
    std::string status = {};      // empty: all; with `text`: all that are open
    std::string queue = {};       // key; empty: all
    std::string tag = {};         // exactly
    std::string assignee = {};    // users.id, or "none"; empty: all
    std::string text = {};        // in name, address or first message; of a preview in its first line
    std::string sort = "newest";  // or oldest; or waiting: priority, then longest wait, of what waits
    std::string place = {};       // where the page before left off
    int limit = 50;
};
struct ConversationPage {
    Value items;       // a list of conversations and previews; his own open ones with `unread` and `read_to`
    std::string next;  // place; empty: that was the end
    std::int64_t total_unread = 0;  // in all of his open ones, whatever the filter
};
// "cursor.invalid" when the place is none of this sort.
Result<ConversationPage> list_conversations(store::OrgReader reader, const Viewer& viewer,
                                            const ConversationFilter& filter);

store::Migration inbox_indexes();

}  // namespace millrace::desk
