#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "runtime/desk/events/feed.hpp"
#include "runtime/drive/drive.hpp"
#include "runtime/publish/catalogues.hpp"
#include "runtime/store/store.hpp"

namespace millrace::app {

// With several servers on one database: looks ten times a second at what the others did. Shards that came or went, rows
// that they left for our runs, events for our sockets, flows and node types that were published there. Its own thread.
class Neighbours {
public:
    Neighbours(store::Store& store, drive::Drive& drive, desk::Feed& feed, publish::Catalogues& catalogues,
               drive::Versions& versions);
    ~Neighbours();
    Neighbours(const Neighbours&) = delete;
    Neighbours& operator=(const Neighbours&) = delete;

private:
    void watch();
    void look();
    void look_at_what_is_published();

    store::Store& store_;
    drive::Drive& drive_;
    desk::Feed& feed_;
    publish::Catalogues& catalogues_;
    drive::Versions& versions_;
    std::int64_t published_ = -1;  // what was loaded before we looked may be old
    std::mutex mutex_;
    std::condition_variable ending_;
    bool ends_ = false;
    std::thread thread_;
};

}  // namespace millrace::app
