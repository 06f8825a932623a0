#pragma once

#include <array>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/base/fair_queue.hpp"
#include "runtime/store/store.hpp"

namespace millrace::store {

// What a store does with a batch; called on the writer thread alone.
class BatchWriter {
public:
    virtual ~BatchWriter() = default;
    // Writes all commits in one transaction and fills in each result. Returns only when their fate is known.
    virtual void write(Commits& batch) = 0;
    // After every batch, and when there was none: the moment for checkpoints.
    virtual void between_batches(bool queue_empty) = 0;
};

// Group commit, the same for every store: a bounded queue, one thread, and everything that gathered while the disk was
// busy goes into the next transaction.
class GroupWriter {
public:
    struct Limits {
        Writing writing = Writing::own_thread;
        std::size_t queue_max = 0;
        std::size_t batch_max = 0;
    };
    GroupWriter(BatchWriter& target, Limits limits) : target_(target), limits_(limits) {}
    ~GroupWriter() { close(); }

    void start();
    void on_completed(Store::Completed sink) { sink_ = std::move(sink); }
    Status submit(std::unique_ptr<Commit>&& commit);
    std::size_t pump();
    // Longer work that needs the writing connection: called again and again between batches until it returns true.
    // Blocks the caller; false if the writer was closed before it was done.
    bool run_in_slices(std::function<bool()> slice);
    // Hands finished commits to whoever waits for them, and takes them out of the batch.
    void deliver(Commits& batch);
    void close();
    std::size_t waiting() const;
    bool on_writer_thread() const { return thread_.get_id() == std::this_thread::get_id(); }

private:
    struct Slices {
        std::function<bool()> slice;
        bool done = false;
        bool abandoned = false;
    };

    void loop();
    // With the mutex held.
    Commits take_batch();
    std::size_t queued() const { return queues_[0].size() + queues_[1].size() + queues_[2].size(); }
    void commit(Commits batch);
    void run_slices();

    BatchWriter& target_;
    const Limits limits_;
    Store::Completed sink_;

    mutable std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable slices_changed_;
    std::array<FairQueue<std::unique_ptr<Commit>>, 3> queues_;  // by rank
    int batches_beside_first_ = 0;                              // so many more are kept short
    std::vector<Slices*> slices_;
    bool closing_ = false;
    std::thread thread_;
};

}  // namespace millrace::store
