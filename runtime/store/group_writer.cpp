#include "runtime/store/group_writer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/fault.hpp"
namespace millrace::store {

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
        if (queue_.size() >= limits_.queue_max) {
            return Error{"store.busy",
                         fmt::format("expected room in the commit queue, but {} are waiting", queue_.size())};
        }
        queue_.push_back(std::move(commit));
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
            work_.wait(lock, [this] { return closing_ || !queue_.empty() || !slices_.empty(); });
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

Commits GroupWriter::take_batch() {
    Commits batch;
    const auto size = std::min(queue_.size(), limits_.batch_max);
    batch.reserve(size);
    std::move(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size), std::back_inserter(batch));
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size));
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
    return queue_.size();
}

}  // namespace millrace::store
