#include "tests/simulation/report.hpp"

#include <fmt/format.h>

#include "engine/base/time.hpp"
#include "engine/run/event.hpp"
#include "runtime/store/commit.hpp"

namespace millrace::simulation {

void Trace::mark(std::string_view what, std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    const auto add = [this](std::uint64_t n) {
        hash_ = (hash_ ^ n) * 0x100000001b3ULL;
        hash_ ^= hash_ >> 29;
    };
    for (const char letter : what) {
        add(static_cast<unsigned char>(letter));
    }
    add(a);
    add(b);
    add(c);
}

void Trace::line(Time now, std::string text) {
    if (keeps_lines_) {
        lines_.push_back(fmt::format("{}  {}", millrace::to_text(now), text));
    }
}

void Coverage::hit(std::string_view group, std::string_view edge) {
    auto found = groups_.find(group);
    if (found == groups_.end()) {
        found = groups_.emplace(std::string(group), std::map<std::string, std::uint64_t, std::less<>>{}).first;
    }
    const auto at = found->second.find(edge);
    if (at == found->second.end()) {
        found->second.emplace(std::string(edge), 1);
    } else {
        ++at->second;
    }
}

void Coverage::expect(std::string_view group, const std::vector<std::string>& edges) {
    for (const std::string& edge : edges) {
        groups_[std::string(group)].try_emplace(edge, 0);
    }
}

void Coverage::print() const {
    for (const auto& [group, edges] : groups_) {
        std::string never;
        std::size_t reached = 0;
        for (const auto& [edge, count] : edges) {
            if (count == 0) {
                never += (never.empty() ? "" : ", ") + edge;
            } else {
                ++reached;
            }
        }
        fmt::print("  {}: {} of {}{}{}\n", group, reached, edges.size(), never.empty() ? "" : "; never: ", never);
    }
}

Coverage make_coverage() {
    Coverage all;
    std::vector<std::string> events;
    for (int tag = 1; tag <= static_cast<int>(run::Tag::run_quarantined); ++tag) {
        events.emplace_back(run::to_text(static_cast<run::Tag>(tag)));
    }
    all.expect("events", events);
    all.expect("run", {"new>waiting",       "new>running",        "new>completed",       "new>incident",
                       "running>running",   "running>waiting",    "running>completed",   "running>incident",
                       "running>cancelled", "waiting>waiting",    "waiting>running",     "waiting>completed",
                       "waiting>incident",  "waiting>cancelled",  "waiting>quarantined", "incident>waiting",
                       "incident>running",  "incident>completed", "incident>incident",   "incident>cancelled"});
    all.expect("activation", {"entered>waiting", "entered>calling", "entered>failed", "waiting>waiting", "waiting>left",
                              "waiting>failed", "waiting>gone", "calling>left", "calling>gone", "failed>left",
                              "failed>gone", "failed>again", "entered>left"});
    all.expect("outbox", {"pending", "pending>pending", "pending>closed with its answer",
                          "pending>closed, the run is over", "pending>found at start", "pending>sending"});
    all.expect("inbox", {"signal to a run", "signal to a subject", "start", "event", "handled by a turn", "not taken",
                         "found at start"});
    all.expect("commands", {"run.start", "signal.deliver", "timer.fire", "run.cancel", "run.continue",
                            "incident.resolve", "run.quarantine"});
    for (const auto outcome :
         {store::Outcome::committed, store::Outcome::conflict, store::Outcome::subject_taken, store::Outcome::duplicate,
          store::Outcome::key_reused, store::Outcome::failed, store::Outcome::storage_full, store::Outcome::closed}) {
        all.expect("commit", {std::string(store::to_text(outcome))});
    }
    all.expect("answer", {"done", "duplicate", "key_reused", "rejected", "ignored", "unknown_run", "busy",
                          "storage_full", "failed"});
    all.expect("crash", {"idle", "tasks wait", "commits wait", "a commit is at the disk", "committed and not told",
                         "in recovery"});
    all.expect("reply", {"200", "404", "429", "500", "503", "unavailable", "timeout", "refused", "closed"});
    all.expect("conversation", {"new>queued", "queued>new", "queued>assigned", "new>assigned", "new>closed",
                                "queued>closed", "assigned>closed", "assigned>assigned"});
    return all;
}

}  // namespace millrace::simulation
