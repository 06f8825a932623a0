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
#include "runtime/drive/drive.hpp"
#include "runtime/store/store.hpp"

namespace millrace::app {

// What time does at the desk: offers lapse, wrap-ups end, whoever has no socket is offline. Looks four times a second;
// with several servers each of them does, and one does it. Its own thread.
class DeskClock {
public:
    using People = std::set<std::pair<OrgId, std::string>>;
    // `connected`: who has a socket here now.
    DeskClock(store::Store& store, drive::Drive& drive, desk::Feed& feed, std::function<People()> connected);
    ~DeskClock();
    DeskClock(const DeskClock&) = delete;
    DeskClock& operator=(const DeskClock&) = delete;

private:
    void watch();
    void look();
    void keep_seen();
    void act(OrgId org, std::function<Status(store::Transaction&)> work);

    store::Store& store_;
    drive::Drive& drive_;
    desk::Feed& feed_;
    std::function<People()> connected_;
    People seen_;  // with the last look
    Time said_;    // when it was last written that they are there
    std::mutex mutex_;
    std::condition_variable ending_;
    bool ends_ = false;
    std::thread thread_;
};

}  // namespace millrace::app
