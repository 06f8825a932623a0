#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "runtime/store/clock.hpp"
#include "runtime/store/group_writer.hpp"
#include "runtime/store/postgres/batch.hpp"
#include "runtime/store/postgres/lease.hpp"
#include "runtime/store/postgres/link.hpp"
#include "runtime/store/postgres/readers.hpp"

namespace millrace::store::postgres {

// One writing connection, a few reading ones, and a lease on a part of the shards that is renewed between batches.
class PostgresStore final : public Store, private BatchWriter {
public:
    PostgresStore(Options options, std::unique_ptr<Connection> connection, Lease lease, const Marks& marks);
    ~PostgresStore() override;

    void on_completed(Completed sink) override { group_.on_completed(std::move(sink)); }
    Status submit(std::unique_ptr<Commit>&& commit) override { return group_.submit(std::move(commit)); }
    std::size_t pump() override { return group_.pump(); }
    Clock& clock() override { return time_; }
    Ids& ids() override { return ids_; }
    bool shared() const override { return true; }
    ShardEpochs shards() const override;
    bool sure_of_shards() const override;
    std::unique_ptr<Reader> reader() override { return readers_.take(); }
    Status backup(const std::string& path) override;
    Result<std::vector<std::string>> quick_check() override;
    Statistics statistics() const override;
    void close() override;

private:
    using Steady = std::chrono::steady_clock;

    void write(Commits& batch) override;
    void between_batches(bool queue_empty) override;
    void wait_for(std::future<std::unique_ptr<Commit>>& arrival) override;

    void write_what_is_ours(Commits& batch);
    void renew_if_due();
    void renew();
    // For how long it has been: on the thread's clock, or on that of whoever writes by hand.
    std::chrono::milliseconds moment();
    void show_shards();
    void keep_lease();
    void stop(std::string_view doing, const SqlError& error);

    const Options options_;
    Lease lease_;  // touched where batches are written
    Link link_;
    WallClock wall_;
    SteadyTime time_;
    Ids ids_;
    ReaderPool readers_;
    Batch batch_;
    std::uint64_t to_raise_ = 0;           // shards whose last owner may have been ahead of our clock
    std::chrono::milliseconds renewed_{};  // of moment(); touched where batches are written
    mutable std::mutex shards_mutex_;
    ShardEpochs shards_{};  // as others see the lease
    Steady::time_point sure_until_;
    std::atomic<bool> stopped_{false};
    bool closed_ = false;
    std::atomic<std::uint64_t> commits_{0};
    std::atomic<std::uint64_t> batches_{0};
    std::atomic<std::uint64_t> repeated_{0};
    std::atomic<std::uint64_t> batch_us_total_{0};
    std::atomic<std::uint64_t> batch_us_last_{0};

    std::mutex keeper_mutex_;
    std::condition_variable keeper_wakes_;
    bool keeper_ends_ = false;
    GroupWriter group_;  // its thread ends before anything above goes
    std::thread keeper_;
};

}  // namespace millrace::store::postgres
