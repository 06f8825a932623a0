#pragma once

#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/work.hpp"

namespace millrace::desk {

struct LivePage {
    ConversationId before = {};  // of the open conversations: older than this; 0 from the newest
    int limit = 100;
};
struct Live {
    Map snapshot;              // {at, queues, agents, conversations, open, alerts}
    ConversationId next = {};  // of `open`; 0: that was the end
};
// What goes on in the teams of who leads them, in the whole org for an admin, as one reader sees it at once. Each queue
// carries `today`: its figures since midnight where the org is (settings).
Live show_live(store::OrgReader reader, const Viewer& viewer, Time now, const LivePage& page);

}  // namespace millrace::desk
