#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/desk/events/feed.hpp"
#include "runtime/desk/ids.hpp"
#include "runtime/drive/drive.hpp"
#include "runtime/store/store.hpp"

namespace millrace::app {

// What time does at the desk: offers lapse, wrap-ups end, whoever has no socket is offline, whose
// customer is gone is not waited for. Looks four times a second;
// with several servers each of them does, and one does it. Its own thread.
class DeskClock {
public:
    using People = std::set<std::pair<OrgId, std::string>>;
    using Visitors = std::set<std::pair<OrgId, desk::ConversationId>>;
    // Who has a socket here now.
    struct Connected {
        std::function<People()> people;
        std::function<Visitors()> visitors;
    };
    DeskClock(store::Store& store, drive::Drive& drive, desk::Feed& feed, Connected connected);
    ~DeskClock();
    DeskClock(const DeskClock&) = delete;
    DeskClock& operator=(const DeskClock&) = delete;

private:
    void watch();
    void look();
    void keep_seen();
    void keep_visitors_seen();
    void act(OrgId org, std::function<Status(store::Transaction&)> work);

    store::Store& store_;
    drive::Drive& drive_;
    desk::Feed& feed_;
    Connected connected_;
    People seen_;  // with the last look
    Time said_;    // when it was last written that they are there
    Visitors visitors_seen_;
    Time visitors_said_;
    std::mutex mutex_;
    std::condition_variable ending_;
    bool ends_ = false;
    std::thread thread_;
};

}  // namespace millrace::app
