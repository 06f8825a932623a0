#include "api/operations/watch_teller.hpp"

#include <chrono>

#include "api/ws/frames.hpp"
#include "runtime/store/statement.hpp"
#include "runtime/watch/overlay.hpp"

namespace millrace::api {
namespace {

constexpr std::chrono::milliseconds told_every{100};
// Who asked for a run's turns is among its listeners by then.
constexpr Duration joining_takes = seconds(10);

}  // namespace

WatchTeller::WatchTeller(Services& services, const ws::Hub& hub, Sees sees)
    : services_(services), hub_(hub), sees_(std::move(sees)), thread_([this] { work(); }) {}

WatchTeller::~WatchTeller() {
    ends_.store(true);
    services_.watch.wake();
    thread_.join();
}

void WatchTeller::work() {
    while (!ends_.load()) {
        services_.watch.wait(std::chrono::seconds(1));
        const auto begun = std::chrono::steady_clock::now();
        try {
            tell_turns();
            tell_figures();
        } catch (const store::SqlError&) {
            // A database that does not answer is said where commits wait for it; what was not told is in the next.
        }
        std::this_thread::sleep_until(begun + told_every);
    }
}

void WatchTeller::tell_turns() {
    for (const watch::Followed::Turned& turned : services_.watch.followed().take()) {
        const std::string topic = "run:" + to_text(turned.run);
        const std::vector<ws::SessionPtr> listeners = hub_.listeners({turned.org, topic});
        if (listeners.empty()) {
            services_.watch.followed().let_go(turned.run, services_.store.clock().now() - joining_takes);
            continue;
        }
        const ws::Frame frame = ws::passing_frame("run.turned", topic, turned.at, turned.shown);
        for (const ws::SessionPtr& session : listeners) {
            if (sees_(session->identity(), turned.org, turned.run)) {
                session->send(frame);
            }
        }
    }
}

void WatchTeller::tell_figures() {
    for (const watch::Figures::Changed& changed : services_.watch.figures().take_changed()) {
        tell_of(changed);
    }
}

void WatchTeller::tell_of(const watch::Figures::Changed& changed) {
    const GraphPtr graph = services_.versions.at_hand(changed.version);
    if (graph == nullptr) {
        return;
    }
    const std::string topic = "flow:" + graph->key;
    if (hub_.listeners({changed.org, topic}).empty()) {
        told_.erase(changed.version);
        return;
    }
    watch::Figures& figures = services_.watch.figures();
    figures.standing().count(changed.org, services_.store, services_.versions, told_every / 2);
    const auto [found, is_new] = told_.try_emplace(changed.version);
    if (is_new) {
        // Who hears it first has asked for the whole, or will: what is nothing but noughts says nothing new.
        watch::NodeFigures nothing;
        nothing.waiting = 0;
        found->second.nodes.assign(graph->nodes.size(), nothing);
    }
    watch::FlowFigures now = figures.of(changed.org, changed.version, graph->nodes.size());
    Map nodes = watch::show_changed(*graph, found->second.nodes, now.nodes);
    if (nodes.empty() && now.runs == found->second.runs) {
        return;
    }
    hub_.tell({changed.org, topic}, ws::passing_frame("flow.overlay_changed", topic, services_.store.clock().now(),
                                                      Map{{"key", graph->key},
                                                          {"version", static_cast<std::int64_t>(graph->number)},
                                                          {"nodes", std::move(nodes)},
                                                          {"runs", watch::show_runs(now.runs)}}));
    found->second = {std::move(now.nodes), std::move(now.runs)};
}

}  // namespace millrace::api
