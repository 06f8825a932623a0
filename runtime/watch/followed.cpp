#include "runtime/watch/followed.hpp"

#include <iterator>

#include "runtime/watch/overlay.hpp"

namespace millrace::watch {
namespace {

constexpr std::size_t turned_max = 1'000;

}  // namespace

void Followed::follow(RunId run, Time now) {
    const std::lock_guard lock(mutex_);
    runs_[run] = now;
    count_.store(runs_.size());
}

void Followed::let_go(RunId run, Time followed_before) {
    const std::lock_guard lock(mutex_);
    if (const auto found = runs_.find(run); found != runs_.end() && found->second < followed_before) {
        runs_.erase(found);
    }
    count_.store(runs_.size());
}

void Followed::took(const run::State& after, const run::Turn& turn) {
    if (count_.load(std::memory_order_relaxed) == 0) {
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        if (runs_.count(RunId{after.run}) == 0) {
            return;
        }
    }
    Turned turned{OrgId{after.org}, RunId{after.run}, turn.now, show_turned(after, turn, flows_)};
    const std::lock_guard lock(mutex_);
    turned_.push_back(std::move(turned));
    if (turned_.size() > turned_max) {
        turned_.pop_front();
    }
}

std::vector<Followed::Turned> Followed::take() {
    const std::lock_guard lock(mutex_);
    std::vector<Turned> taken(std::make_move_iterator(turned_.begin()), std::make_move_iterator(turned_.end()));
    turned_.clear();
    return taken;
}

}  // namespace millrace::watch
