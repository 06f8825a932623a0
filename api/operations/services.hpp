#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/auth/rate_limit.hpp"
#include "api/operations/caller.hpp"
#include "runtime/desk/events/feed.hpp"
#include "runtime/drive/drive.hpp"
#include "runtime/publish/flow_service.hpp"
#include "runtime/schedule/scheduler.hpp"
#include "runtime/store/store.hpp"
#include "runtime/watch/watch.hpp"

namespace millrace::api {

class People;

// A flow that comes with the program, and its tests.
struct ShippedFlow {
    std::string key;
    std::string document;  // JSON
    std::string tests;
};

// What operations work with; made by the composition root.
struct Services {
    store::Store& store;
    schedule::Scheduler& scheduler;
    drive::Drive& drive;
    drive::Versions& versions;
    const Vocabulary& vocabulary;
    publish::Catalogues& catalogues;
    publish::FlowService& flows;
    People& people;
    desk::Feed& feed;
    watch::Watch& watch;
    auth::RateLimit& rate;
    std::string token_key;
    bool demo = false;
    std::string demo_password_hint;
    std::function<std::string()> metrics;
    std::function<std::string()> not_ready;  // empty text when ready
    bool sends_mail = false;
    std::function<Map()> health = {};                    // {started_at, uptime_s, store, free_disk_mb, figures}
    std::function<Map(int minutes)> health_series = {};  // {every_s, at, series}
    std::string public_url = {};                         // "https://desk.example.com", where browsers reach the pages
    std::vector<ShippedFlow> shipped_flows = {};
};

}  // namespace millrace::api
