#include "runtime/watch/standing.hpp"

#include <utility>

#include "runtime/drive/loading.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::watch {
namespace {

constexpr int runs_at_once = 50;
constexpr std::chrono::seconds good_for{3};  // where others' turns are not heard of

void add(std::map<run::Place, std::int64_t>& counts, const std::vector<run::Place>& places, std::int64_t by) {
    for (const run::Place& place : places) {
        if ((counts[place] += by) == 0) {
            counts.erase(place);
        }
    }
}

}  // namespace

void Standing::moved_on(OrgId org, RunId run, std::uint64_t subject, const std::vector<run::Place>& stood) {
    const std::lock_guard lock(mutex_);
    const auto found = orgs_.find(org);
    if (found == orgs_.end() || is_shared_) {
        return;  // nobody counts: when somebody does, this run has moved on
    }
    Org& here = found->second;
    if (!here.is_counted && subject > here.cursor) {
        here.ahead.insert(run.value);
    } else if (here.told.erase(run.value) == 0) {
        add(here.is_counted ? here.counts : here.next, stood, -1);
    }
}

bool Standing::count(OrgId org, store::Store& store, drive::Versions& versions, std::chrono::milliseconds budget) {
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard one(counting_);
    {
        const std::lock_guard lock(mutex_);
        Org& here = orgs_[org];
        if (here.is_counted && (!is_shared_ || now - here.counted_at < good_for)) {
            return true;
        }
    }
    while (!count_slice(org, store, versions)) {
        if (std::chrono::steady_clock::now() - now > budget) {
            return false;
        }
    }
    return true;
}

bool Standing::count_slice(OrgId org, store::Store& store, drive::Versions& versions) {
    std::uint64_t cursor = 0;
    {
        const std::lock_guard lock(mutex_);
        cursor = orgs_[org].cursor;
    }
    struct Found {
        RunId run;
        Time started;
        Time updated;
        std::vector<run::Place> places;
    };
    std::vector<Found> found;
    std::uint64_t last = 0;
    store.read([&](store::Reader& reader) {
        found.clear();
        last = 0;
        for (const store::RunHeader& header :
             store::live_runs_by_subject(reader.org(org), store::SubjectId{cursor}, runs_at_once)) {
            last = header.subject.value;
            // What cannot be read stands nowhere: it will be set aside when it is to go on.
            if (const auto loaded = drive::load(reader, versions, header.id); loaded && *loaded != nullptr) {
                const run::State& state = *(*loaded)->state;
                found.push_back({header.id, state.started, state.updated, run::places_of(state)});
            }
        }
    });
    const std::lock_guard lock(mutex_);
    Org& here = orgs_[org];
    for (const Found& one : found) {
        if (is_shared_) {
            add(here.next, one.places, 1);
        } else if (here.ahead.erase(one.run.value) != 0 || one.started >= since_) {
            continue;
        } else if (one.updated >= since_) {
            here.told.insert(one.run.value);
        } else {
            add(here.next, one.places, 1);
        }
    }
    here.cursor = last;  // the next count begins anew
    if (last != 0) {
        return false;
    }
    here.counts = std::exchange(here.next, {});
    here.ahead.clear();
    here.is_counted = true;
    here.counted_at = std::chrono::steady_clock::now();
    return true;
}

std::optional<Standing::Counted> Standing::of(OrgId org, std::uint64_t version, std::size_t nodes) const {
    const std::lock_guard lock(mutex_);
    const auto found = orgs_.find(org);
    if (found == orgs_.end() || !found->second.is_counted) {
        return std::nullopt;
    }
    Counted counted;
    counted.is_all = is_shared_;
    counted.nodes.resize(nodes, 0);
    const auto& counts = found->second.counts;
    for (auto at = counts.lower_bound({version, no_node}); at != counts.end() && at->first.version == version; ++at) {
        if (at->first.node == no_node) {
            counted.runs = at->second;
        } else if (static_cast<std::size_t>(at->first.node) < nodes) {
            counted.nodes[static_cast<std::size_t>(at->first.node)] = at->second;
        }
    }
    return counted;
}

}  // namespace millrace::watch
