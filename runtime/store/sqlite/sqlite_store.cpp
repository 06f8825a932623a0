#include <optional>

#include <fmt/format.h>
#include <sqlite3.h>

#include "engine/base/fault.hpp"
#include "runtime/store/clock.hpp"
#include "runtime/store/group_writer.hpp"
#include "runtime/store/sqlite/backup.hpp"
#include "runtime/store/sqlite/batch.hpp"
#include "runtime/store/sqlite/checkpoints.hpp"
#include "runtime/store/sqlite/data_directory.hpp"
#include "runtime/store/sqlite/open.hpp"
#include "runtime/store/sqlite/readers.hpp"
#include "runtime/store/sqlite/schema.hpp"
#include "runtime/store/stopping.hpp"
#include "runtime/store/store.hpp"

namespace millrace::store {
namespace sqlite {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class SqliteStore final : public Store, private BatchWriter {
public:
    SqliteStore(Options options, std::optional<DataDirectory> directory, std::unique_ptr<Connection> connection)
        : options_(std::move(options)),
          directory_(std::move(directory)),
          connection_(std::move(connection)),
          marks_(take_over(*connection_, options_.migrations)),
          time_(options_.wall != nullptr ? *options_.wall : wall_),
          ids_(time_, marks_.greatest_id),
          group_(*this, {options_.writing, options_.queue_max, options_.batch_max}) {
        time_.raise(marks_.clock);
        if (directory_) {
            readers_.emplace(directory_->database(), options_.readers_max, life_max());
            checkpoints_.emplace(*connection_, *readers_,
                                 Checkpoints::Limits{options_.log_frames_idle, options_.log_frames_max, life_max()});
        }
        batch_.emplace(*connection_, time_, ids_, marks_);
#ifdef MILLRACE_PLANTED_FAULTS
        if (options_.acknowledge_before_commit) {
            batch_->before_commit = [this](Commits& batch) {
                group_.deliver(batch);
                std::this_thread::sleep_for(milliseconds(5));
            };
        }
#endif
        group_.start();
    }
    ~SqliteStore() override {
        close();
    }

    void on_completed(Completed sink) override {
        group_.on_completed(std::move(sink));
    }
    Status submit(std::unique_ptr<Commit>&& commit) override {
        return group_.submit(std::move(commit));
    }
    std::size_t pump() override {
        return group_.pump();
    }
    Clock& clock() override {
        return time_;
    }
    Ids& ids() override {
        return ids_;
    }

    std::unique_ptr<Reader> reader() override {
        return readers_ ? readers_->take() : read_through(*connection_, gate_, life_max());
    }

    Status backup(const std::string& path) override {
        std::optional<Backup> backup;
        const bool ran = group_.run_in_slices([&] {
            const Held held(*this);
            if (!backup) {
                backup.emplace(*connection_, path);
            }
            return backup->step();
        });
        if (!ran) {
            return Error{"store.closed", "expected an open store, but it closed before the backup was complete"};
        }
        return backup->outcome();
    }

    Result<std::vector<std::string>> quick_check() override {
        Result<std::vector<std::string>> found = std::vector<std::string>{};
        const bool ran = group_.run_in_slices([&] {
            const Held held(*this);
            try {
                for (const auto row : connection_->select("PRAGMA quick_check(100)", nullptr, 0, false)) {
                    if (row.text("quick_check") != "ok") {
                        found->emplace_back(row.text("quick_check"));
                    }
                }
            } catch (const SqlError& error) {
                found = error.error();
            }
            return true;
        });
        if (!ran) {
            return Error{"store.closed", "expected an open store, but it is closed"};
        }
        return found;
    }

    Statistics statistics() const override {
        return {.commits = commits_,
                .batches = batches_,
                .batches_repeated = repeated_,
                .waiting = group_.waiting(),
                .log_frames = checkpoints_ ? checkpoints_->frames() : 0,
                .checkpoints = checkpoints_ ? checkpoints_->count() : 0,
                .restarts_waited_for_readers = checkpoints_ ? checkpoints_->waits() : 0,
                .batch_us_total = batch_us_total_,
                .batch_us_last = batch_us_last_};
    }

    void close() override {
        group_.close();
        if (closed_ || stopped_) {
            return;
        }
        closed_ = true;
        const Held held(*this);
        fail_point("stop.store_drained");
        guard("closing", [&] { batch_->store_clock(); });
        fail_point("stop.clock_stored");
    }

private:
    // Keeps readers of the memory store away from the connection.
    class Held {
    public:
        explicit Held(SqliteStore& store) : gate_(store.readers_ ? nullptr : &store.gate_) {
            if (gate_ != nullptr) {
                gate_->enter();
            }
        }
        ~Held() {
            if (gate_ != nullptr) {
                gate_->leave();
            }
        }

    private:
        Gate* gate_;
    };

    milliseconds life_max() const {
        return milliseconds(options_.reader_life_max.ms);
    }

    void write(Commits& batch) override {
        if (stopped_) {
            refuse(batch);
            return;
        }
        const auto began = steady_clock::now();
        const Held held(*this);
        if (!guard("commit", [&] { repeated_ += batch_->write(batch) ? 1 : 0; })) {
            refuse(batch);
            return;
        }
        ++batches_;
        for (const auto& commit : batch) {
            commits_ += commit->result.outcome == Outcome::committed ? 1 : 0;
        }
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - began).count();
        batch_us_last_ = static_cast<std::uint64_t>(took);
        batch_us_total_ += static_cast<std::uint64_t>(took);
    }

    void between_batches(bool queue_empty) override {
        if (checkpoints_ && !stopped_) {
            guard("checkpoint", [&] { checkpoints_->between_batches(queue_empty); });
        }
    }

    // After a failed commit or sync nobody knows what the disk holds: only a fresh start from the store does.
    template <class Work>
    bool guard(std::string_view doing, Work&& work) {
        try {
            work();
            return true;
        } catch (const SqlError& error) {
            stopped_ = true;
            const auto where = directory_ ? directory_->database() : std::string("memory");
            stop_working(options_,
                         fmt::format("millrace: stopping, because a {} failed in {}: {}. Nothing unacknowledged "
                                     "is lost; look at the disk, then start again",
                                     doing, where, error.what()));
            return false;
        }
    }

    static void refuse(Commits& batch) {
        refuse_all(batch, {"store.closed", "expected a working store, but it has stopped"});
    }

    void wait_for(std::future<std::unique_ptr<Commit>>& arrival) override {
        MILLRACE_ASSERT(!group_.on_writer_thread());  // it would wait for itself
        while (options_.writing == Writing::by_hand &&
               arrival.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
            pump();
        }
    }

    const Options options_;
    const std::optional<DataDirectory> directory_;  // unlocked last
    const std::unique_ptr<Connection> connection_;
    const Marks marks_;
    WallClock wall_;
    SteadyTime time_;
    Ids ids_;
    Gate gate_;
    std::optional<ReaderPool> readers_;  // these two: a store in a file only
    std::optional<Checkpoints> checkpoints_;
    std::optional<Batch> batch_;
    std::atomic<bool> stopped_{false};
    bool closed_ = false;
    std::atomic<std::uint64_t> commits_{0};
    std::atomic<std::uint64_t> batches_{0};
    std::atomic<std::uint64_t> repeated_{0};
    std::atomic<std::uint64_t> batch_us_total_{0};
    std::atomic<std::uint64_t> batch_us_last_{0};
    GroupWriter group_;  // its thread ends before anything else goes
};

std::unique_ptr<Connection> open_connection(const Options& options, const std::optional<DataDirectory>& directory) {
    auto connection =
        std::make_unique<Connection>(directory ? directory->database() : ":memory:", Connection::Mode::write);
    connection->execute("PRAGMA cache_size = -65536");
    if (directory) {
        connection->execute(options.unsynced_commits ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
        const auto mode = connection->select("PRAGMA journal_mode = WAL", nullptr, 0, false);
        if (mode.empty() || mode[0].text("journal_mode") != "wal") {
            throw SqlError(SqlError::Kind::broken,
                           "expected a write-ahead log, but the file system does not allow one");
        }
        sqlite3_wal_autocheckpoint(connection->handle(), 0);
    }
    if (options.size_max_bytes != 0) {
        connection->execute(fmt::format("PRAGMA max_page_count = {}", options.size_max_bytes / 4096 + 1));
    }
    return connection;
}

}  // namespace

Result<std::unique_ptr<Store>> open(Options options) {
    const auto where = options.directory.empty() ? std::string("memory") : options.directory;
    std::optional<DataDirectory> directory;
    if (!options.directory.empty()) {
        auto opened = DataDirectory::open(options.directory);
        if (!opened) {
            return opened.error();
        }
        directory.emplace(std::move(*opened));
    }
    try {
        fail_point("open.locked");
        auto connection = open_connection(options, directory);
        fail_point("open.connected");
        if (auto migrated = migrate(*connection, options.migrations); !migrated) {
            return migrated.error();
        }
        fail_point("open.migrated");
        if (directory) {
            if (auto synced = directory->sync(); !synced) {
                return synced.error();
            }
        }
        return std::unique_ptr<Store>(
            std::make_unique<SqliteStore>(std::move(options), std::move(directory), std::move(connection)));
    } catch (const SqlError& error) {
        return Error{"store.unusable", fmt::format("expected a usable store in {}, but {}", where, error.what())};
    }
}

}  // namespace sqlite
}  // namespace millrace::store
