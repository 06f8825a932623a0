// What is going on right now.

#include "runtime/desk/live/live.hpp"
#include "api/auth/cursor.hpp"
#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"

namespace millrace::api {
namespace {

http::Answer live(const Call& call) {
    const Time now = call.services.store.clock().now();
    const Result<std::int64_t> limit = call.number("limit", 100, 1, 200);
    if (!limit) {
        return problem_of(limit.error());
    }
    desk::LivePage page;
    page.limit = static_cast<int>(*limit);
    if (const auto sealed = call.request.query_value("page"); sealed && !sealed->empty()) {
        const Result<std::string> place = auth::cursor::open(call.services.token_key, "live", *sealed);
        const auto before = place ? parse_base32(*place) : Result<std::uint64_t>(Error{});
        if (!before) {
            return problem_of({"cursor.invalid", "expected a page of this list but found another"});
        }
        page.before = desk::ConversationId{*before};
    }
    // The cursor first: what happens after it is heard over the socket, and nothing is missed in between.
    const std::int64_t cursor = call.services.feed.last();
    const auto reader = call.services.store.reader();
    desk::Live live = desk::show_live(reader->org(call.org()), viewer_of(call.caller), now, page);
    live.snapshot.set("cursor", std::to_string(cursor));
    live.snapshot.set("next_page", live.next
                                       ? Value(auth::cursor::seal(call.services.token_key, "live", to_text(live.next)))
                                       : Value());
    return http::Answer::json(std::move(live.snapshot));
}

}  // namespace

void add_live(std::vector<Operation>& all) {
    all.push_back(
        getting("/api/live", "live.read",
                "One snapshot: queues with figures, agents, open conversations by ?page=, alerts; go on over the "
                "socket from its cursor.",
                live));
}

}  // namespace millrace::api
