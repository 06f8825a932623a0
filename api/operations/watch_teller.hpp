#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <thread>

#include "api/operations/services.hpp"
#include "api/ws/hub.hpp"

namespace millrace::api {

// Tells those who look at a flow or follow a run what has become of it, at most ten times a second. Its own thread.
class WatchTeller {
public:
    // May he still see it? What was his may be another team's by now. Reads.
    using Sees = std::function<bool(const ws::Identity&, OrgId, RunId)>;
    WatchTeller(Services& services, const ws::Hub& hub, Sees sees);
    ~WatchTeller();
    WatchTeller(const WatchTeller&) = delete;
    WatchTeller& operator=(const WatchTeller&) = delete;

private:
    struct Told {
        std::vector<watch::NodeFigures> nodes;
        watch::RunFigures runs;
    };
    void work();
    void tell_turns();
    void tell_figures();
    void tell_of(const watch::Figures::Changed& changed);

    Services& services_;
    ws::Hub hub_;
    Sees sees_;
    std::map<std::uint64_t, Told> told_;  // by version, while somebody hears
    std::atomic<bool> ends_{false};
    std::thread thread_;
};

}  // namespace millrace::api
