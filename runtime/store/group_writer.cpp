#include "runtime/store/group_writer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/fault.hpp"

namespace millrace::store {
namespace {

constexpr std::size_t short_batch = 64;
constexpr std::size_t last_in_short_batch = 8;
constexpr int kept_short = 32;  // batches after the last one with somebody in a hurry

}  // namespace

void GroupWriter::start() {
    if (limits_.writing == Writing::own_thread) {
        thread_ = std::thread([this] { loop(); });
    }
}

Status GroupWriter::submit(std::unique_ptr<Commit>&& commit) {
    {
        std::lock_guard lock(mutex_);
        if (closing_) {
            return Error{"store.closed", "expected an open store, but it is closing"};
        }
        const Commit::Standing standing = commit->standing;
        // Those in a hurry are counted apart, so that a crowd cannot take the room from them.
        const std::size_t before = standing.rank == 0 ? queues_[0].size() : queues_[1].size() + queues_[2].size();
        if (before >= limits_.queue_max) {
            return Error{"store.busy", fmt::format("expected room in the commit queue, but {} are waiting", before)};
        }
        queues_[standing.rank].push(standing.whose, std::move(commit));
    }
    fail_point("store.submitted");
    work_.notify_one();
    return {};
}

void GroupWriter::loop() {
    for (;;) {
        Commits batch;
        bool last = false;
        {
            std::unique_lock lock(mutex_);
            work_.wait(lock, [this] { return closing_ || queued() > 0 || !slices_.empty(); });
            batch = take_batch();
            last = closing_ && batch.empty();
        }
        if (last) {
            return;
        }
        commit(std::move(batch));
        run_slices();
        target_.between_batches(waiting() == 0);
    }
}

std::size_t GroupWriter::pump() {
    MILLRACE_ASSERT(limits_.writing == Writing::by_hand);
    Commits batch;
    {
        std::lock_guard lock(mutex_);
        batch = take_batch();
    }
    const auto size = batch.size();
    commit(std::move(batch));
    target_.between_batches(waiting() == 0);
    return size;
}

// What waits longest for a batch is what the next one brings: while somebody is in a hurry, batches of the others are
// kept short, at some cost to them.
Commits GroupWriter::take_batch() {
    Commits batch;
    const auto take = [&](std::size_t rank, std::size_t size_max) {
        while (!queues_[rank].empty() && batch.size() < size_max) {
            batch.push_back(queues_[rank].pop());
        }
    };
    take(0, limits_.batch_max - std::min(limits_.batch_max / 8, queues_[1].size() + queues_[2].size()));
    batches_beside_first_ = batch.empty() ? std::max(0, batches_beside_first_ - 1) : kept_short;
    const std::size_t room = limits_.batch_max - batch.size();
    const bool keep_short = batches_beside_first_ > 0;
    const std::size_t others = keep_short ? std::min(room, short_batch) : room;
    const std::size_t size_max = batch.size() + others;
    const std::size_t of_last = keep_short ? std::min(others, last_in_short_batch) : others / 8 + 1;
    take(1, size_max - std::min({of_last, queues_[2].size(), size_max}));
    take(2, keep_short ? std::min(size_max, batch.size() + of_last) : size_max);
    return batch;
}

void GroupWriter::commit(Commits batch) {
    if (batch.empty()) {
        return;
    }
    fail_point("store.batch.taken");
    target_.write(batch);
    fail_point("store.batch.before_delivery");
    deliver(batch);
    fail_point("store.batch.delivered");
}

void GroupWriter::deliver(Commits& batch) {
    Commits for_sink;
    Commits waited_for;
    for_sink.reserve(batch.size());
    for (auto& finished : batch) {
        (finished->done ? waited_for : for_sink).push_back(std::move(finished));
    }
    batch.clear();
    // First the sink, which keeps an order over commits: whoever is woken by his own sees it in that order.
    if (sink_ && !for_sink.empty()) {
        sink_(std::move(for_sink));
        fail_point("store.batch.half_delivered");
    }
    for (auto& finished : waited_for) {
        const auto done = std::move(finished->done);
        done(std::move(finished));
    }
}

bool GroupWriter::run_in_slices(std::function<bool()> slice) {
    if (limits_.writing == Writing::by_hand) {
        while (!slice()) {
        }
        return true;
    }
    Slices work{std::move(slice)};
    std::unique_lock lock(mutex_);
    if (closing_) {
        return false;
    }
    slices_.push_back(&work);
    work_.notify_one();
    slices_changed_.wait(lock, [&] { return work.done || work.abandoned; });
    return work.done;
}

void GroupWriter::run_slices() {
    std::vector<Slices*> now;
    {
        std::lock_guard lock(mutex_);
        now = slices_;
    }
    for (auto* work : now) {
        if (!work->slice()) {
            continue;
        }
        std::lock_guard lock(mutex_);
        work->done = true;
        std::erase(slices_, work);
        slices_changed_.notify_all();
    }
}

void GroupWriter::close() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    work_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
    } else if (limits_.writing == Writing::by_hand) {
        while (pump() > 0) {
        }
    }
    std::lock_guard lock(mutex_);
    for (auto* work : slices_) {
        work->abandoned = true;
    }
    slices_.clear();
    slices_changed_.notify_all();
}

std::size_t GroupWriter::waiting() const {
    std::lock_guard lock(mutex_);
    return queued();
}

}  // namespace millrace::store
