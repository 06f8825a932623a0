#include "runtime/watch/figures.hpp"

#include <algorithm>
#include <utility>

namespace millrace::watch {

Figures::Stripe& Figures::mine() {
    static std::atomic<std::size_t> next{0};
    thread_local const std::size_t place = next.fetch_add(1, std::memory_order_relaxed);
    return stripes_[place % stripes_.size()];
}

Figures::Cells& Figures::Version::at(NodeIndex node) {
    const auto place = static_cast<std::size_t>(node);
    if (place >= nodes.size()) {
        nodes.resize(place + 1);
    }
    return nodes[place];
}

void Figures::count(Version& version, const run::Passage& passage) {
    Cells& cells = version.at(passage.at.node);
    switch (passage.did) {
        case run::Passage::Did::entered:
            ++cells.entered;
            return;
        case run::Passage::Did::failed:
            ++cells.errors;
            ++version.runs.incidents;
            return;
        case run::Passage::Did::left:
            if (passage.wire >= cells.left.size()) {
                cells.left.resize(passage.wire + 1);
            }
            ++cells.left[passage.wire];
            if (cells.spent == nullptr) {
                cells.spent = std::make_unique<Spent>();
            }
            cells.spent->add(passage.spent.ms);
            return;
    }
}

void Figures::took(const run::State& after, const run::Turn& turn) {
    const OrgId org{after.org};
    // Who was there before this process came is not among those that came since; his first turn says so.
    const bool came_before = !turn.stood.empty() && turn.stood_since < since_;
    if (came_before) {
        standing_.moved_on(org, RunId{after.run}, after.subject.id != 0 ? after.subject.id : after.run, turn.stood);
    }
    {
        Stripe& stripe = mine();
        const std::lock_guard lock(stripe.mutex);
        Version* here = nullptr;
        std::uint64_t id = 0;
        const auto version_of = [&](std::uint64_t wanted) -> Version& {
            if (here == nullptr || id != wanted) {
                here = &stripe.versions[wanted];
                here->org = org;
                here->changed = true;
                id = wanted;
            }
            return *here;
        };
        const auto move = [&](const run::Place& place, std::int64_t by) {
            Version& version = version_of(place.version);
            (place.node == no_node ? version.live : version.at(place.node).here) += by;
        };
        for (const run::Passage& passage : turn.passages) {
            count(version_of(passage.at.version), passage);
        }
        if (!came_before) {
            for (const run::Place& place : turn.stood) {
                move(place, -1);
            }
        }
        for (const run::Place& place : run::places_of(after)) {
            move(place, 1);
        }
        Version& root = version_of(after.root().graph->version_id);
        root.runs.started += std::holds_alternative<run::StartRun>(turn.command) ? 1 : 0;
        if (run::is_terminal(after.status)) {
            ++root.runs.ended;
            ++root.runs.outcomes[after.status == run::Status::completed ? after.outcome.str()
                                                                        : std::string(run::to_text(after.status))];
        }
    }
}

FlowFigures Figures::of(OrgId org, std::uint64_t version, std::size_t nodes) const {
    FlowFigures sum;
    sum.nodes.resize(nodes);
    std::vector<std::int64_t> here(nodes, 0);
    std::vector<Spent> spent(nodes);
    std::int64_t live = 0;
    for (const Stripe& stripe : stripes_) {
        const std::lock_guard lock(stripe.mutex);
        const auto found = stripe.versions.find(version);
        if (found == stripe.versions.end()) {
            continue;
        }
        const Version& counted = found->second;
        for (std::size_t i = 0; i < std::min(nodes, counted.nodes.size()); ++i) {
            const Cells& cells = counted.nodes[i];
            NodeFigures& node = sum.nodes[i];
            node.entered += cells.entered;
            node.errors += cells.errors;
            here[i] += cells.here;
            node.left.resize(std::max(node.left.size(), cells.left.size()));
            for (std::size_t wire = 0; wire < cells.left.size(); ++wire) {
                node.left[wire] += cells.left[wire];
            }
            if (cells.spent != nullptr) {
                spent[i].add(*cells.spent);
            }
        }
        sum.runs.started += counted.runs.started;
        sum.runs.ended += counted.runs.ended;
        sum.runs.incidents += counted.runs.incidents;
        live += counted.live;
        for (const auto& [outcome, count] : counted.runs.outcomes) {
            sum.runs.outcomes[outcome] += count;
        }
    }
    for (std::size_t i = 0; i < nodes; ++i) {
        sum.nodes[i].p50_ms = spent[i].percentile(50);
        sum.nodes[i].p99_ms = spent[i].percentile(99);
    }
    if (const auto before = standing_.of(org, version, nodes)) {
        for (std::size_t i = 0; i < nodes; ++i) {
            sum.nodes[i].waiting = std::max<std::int64_t>(0, before->nodes[i] + (before->is_all ? 0 : here[i]));
        }
        sum.runs.live = std::max<std::int64_t>(0, before->runs + (before->is_all ? 0 : live));
    }
    return sum;
}

std::vector<Figures::Changed> Figures::take_changed() {
    std::vector<Changed> changed;
    for (Stripe& stripe : stripes_) {
        const std::lock_guard lock(stripe.mutex);
        for (auto& entry : stripe.versions) {
            const bool is_known = std::any_of(changed.begin(), changed.end(),
                                              [&](const Changed& one) { return one.version == entry.first; });
            if (std::exchange(entry.second.changed, false) && !is_known) {
                changed.push_back({entry.second.org, entry.first});
            }
        }
    }
    return changed;
}

}  // namespace millrace::watch
