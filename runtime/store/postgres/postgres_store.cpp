#include "runtime/store/postgres/postgres_store.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "runtime/store/postgres/address.hpp"
#include "runtime/store/postgres/grouping.hpp"
#include "runtime/store/stopping.hpp"

namespace millrace::store::postgres {
namespace {

using std::chrono::milliseconds;

// How long a store that is being closed waits for a server that cannot be reached.
constexpr milliseconds closing_patience{3'000};
// So long before our lease ends, others might see it as ended.
constexpr milliseconds unsure_before{1'500};

}  // namespace

PostgresStore::PostgresStore(Options options, std::unique_ptr<Connection> connection, Lease lease, const Marks& marks)
    : options_(std::move(options)),
      lease_(std::move(lease)),
      link_(options_.url, std::move(connection)),
      time_(options_.wall != nullptr ? *options_.wall : wall_),
      ids_(time_, std::max(marks.greatest_id, marks.last_lsn), lease_.slot()),
      readers_(options_.url, options_.readers_max, milliseconds(options_.reader_life_max.ms)),
      batch_(link_, lease_, time_, ids_, marks.clock),
      group_(*this, {options_.writing, options_.queue_max, options_.batch_max}) {
    time_.raise(marks.clock);
    renewed_ = moment();
    show_shards();
#ifdef MILLRACE_PLANTED_FAULTS
    if (options_.acknowledge_before_commit) {
        batch_.before_commit = [this](Commits& batch) {
            group_.deliver(batch);
            std::this_thread::sleep_for(milliseconds(5));
        };
    }
#endif
    group_.start();
    if (options_.writing == Writing::own_thread) {
        keeper_ = std::thread([this] { keep_lease(); });
    }
}

PostgresStore::~PostgresStore() {
    close();
}

Status PostgresStore::backup(const std::string&) {
    return Error{"store.backup_failed",
                 "expected a store in a folder, but this one is in PostgreSQL: back it up with pg_dump or "
                 "pg_basebackup, which need no pause"};
}

Result<std::vector<std::string>> PostgresStore::quick_check() {
    std::vector<std::string> found;
    try {
        const auto reader = readers_.take();
        for (const auto row : reader->query("SELECT indexrelid::regclass::text AS name FROM pg_index"
                                            " WHERE NOT indisvalid OR NOT indisready ORDER BY 1 LIMIT 100")) {
            found.push_back(fmt::format("the index {} is not valid: REINDEX it", row.text("name")));
        }
        const auto failures = reader->one(
            "SELECT COALESCE(checksum_failures, 0) AS n FROM pg_stat_database WHERE datname = current_database()");
        if (failures && failures->integer("n") > 0) {
            found.push_back(fmt::format("{} pages failed their checksum", failures->integer("n")));
        }
    } catch (const SqlError& error) {
        return error.error();
    }
    return found;
}

Statistics PostgresStore::statistics() const {
    Statistics statistics;
    statistics.commits = commits_;
    statistics.batches = batches_;
    statistics.batches_repeated = repeated_;
    statistics.waiting = group_.waiting();
    statistics.batch_us_total = batch_us_total_;
    statistics.batch_us_last = batch_us_last_;
    statistics.reachable = link_.reachable();
    return statistics;
}

void PostgresStore::close() {
    link_.close(closing_patience);
    {
        const std::lock_guard lock(keeper_mutex_);
        keeper_ends_ = true;
    }
    keeper_wakes_.notify_all();
    group_.close();
    if (keeper_.joinable()) {
        keeper_.join();
    }
    if (closed_ || stopped_) {
        return;
    }
    closed_ = true;
    try {
        batch_.store_clock();
        {
            const std::lock_guard lock(shards_mutex_);
            shards_ = {};  // what is sent from now on is sent by others
        }
        lease_.leave(link_.connection_now());
    } catch (const SqlError&) {
        // Nothing that was acknowledged depends on it: ids begin above the clock's last mark, and the lease runs out.
    }
}

void PostgresStore::write(Commits& batch) {
    if (stopped_) {
        refuse_all(batch, {"store.closed", "expected a working store, but it has stopped"});
        return;
    }
    const auto began = Steady::now();
    try {
        write_what_is_ours(batch);
    } catch (const SqlError& error) {
        if (error.kind() != SqlError::Kind::unavailable) {
            stop("commit", error);
        }
        refuse_all(batch, error.error());
        return;
    }
    ++batches_;
    for (const auto& commit : batch) {
        commits_ += commit->result.outcome == Outcome::committed ? 1 : 0;
    }
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - began).count();
    batch_us_last_ = static_cast<std::uint64_t>(took);
    batch_us_total_ += static_cast<std::uint64_t>(took);
}

void PostgresStore::between_batches(bool) {
    renew_if_due();
}

// A commit for a shard that went to another process is told so and costs the others nothing.
void PostgresStore::write_what_is_ours(Commits& batch) {
    const auto mask = lease_.mask();
    Commits ours;
    std::vector<bool> moved;
    moved.reserve(batch.size());
    for (auto& commit : batch) {
        moved.push_back((shards_of(*commit) & ~mask) != 0);
        if (!moved.back()) {
            ours.push_back(std::move(commit));
            continue;
        }
        commit->result = {};
        commit->result.outcome = Outcome::moved;
        commit->result.error = {"run.moved", "expected its run to be with this process, but it went to another"};
    }
    const auto put_back = [&] {
        auto next = ours.begin();
        for (std::size_t i = 0; i < batch.size() && next != ours.end(); ++i) {
            if (!moved[i]) {
                batch[i] = std::move(*next++);
            }
        }
        std::erase(batch, nullptr);  // of a planted fault, which has delivered them already
    };
    try {
        if (!ours.empty()) {
            repeated_ += batch_.write(ours) ? 1 : 0;
        }
    } catch (const SqlError&) {
        put_back();
        throw;
    }
    put_back();
}

void PostgresStore::renew_if_due() {
    if (stopped_ || moment() - renewed_ < milliseconds(shards_sought_every.ms)) {
        return;
    }
    try {
        renew();
        link_.recovered();
    } catch (const SqlError& error) {
        if (error.kind() != SqlError::Kind::unavailable) {
            stop("renewal of the lease", error);
        }
        link_.drop();  // the next attempt is soon; what counts is that every commit asks for the lease
        show_shards();
    }
}

milliseconds PostgresStore::moment() {
    return options_.writing == Writing::by_hand
               ? milliseconds(time_.now().ms)
               : std::chrono::duration_cast<milliseconds>(Steady::now().time_since_epoch());
}

void PostgresStore::renew() {
    auto& connection = link_.connection_now();
    const auto began = Steady::now();
    const auto then = moment();
    const auto renewal = lease_.renew(connection);
    if (!renewal.held) {
        throw SqlError(SqlError::Kind::broken, lease_.why_refused(connection, lease_.mask(), 1));
    }
    to_raise_ |= renewal.taken;
    if (to_raise_ != 0) {
        // Whoever had them may have been ahead of our clock.
        const auto marks = connection.execute(
            "SELECT coalesce((SELECT max(lsn) FROM journal), 0) AS lsn,"
            " coalesce((SELECT number FROM meta WHERE name = 'clock'), 0) AS clock");
        ids_.raise(marks[0].get<std::uint64_t>("lsn"));
        time_.raise(Time{marks[0].integer("clock")} + clock_mark_every);
        to_raise_ = 0;
    }
    renewed_ = then;
    const std::lock_guard lock(shards_mutex_);
    shards_ = lease_.epochs();
    sure_until_ = began + milliseconds(renewal.remaining_ms) - unsure_before;
}

void PostgresStore::show_shards() {
    const std::lock_guard lock(shards_mutex_);
    shards_ = lease_.epochs();
    for (std::size_t shard = 0; shard < shards_.size(); ++shard) {
        if ((to_raise_ >> shard & 1) != 0) {
            shards_[shard] = 0;
        }
    }
    if (sure_until_ == Steady::time_point()) {
        sure_until_ = Steady::now() + milliseconds(lease_life.ms) - unsure_before;
    }
}

ShardEpochs PostgresStore::shards() const {
    const std::lock_guard lock(shards_mutex_);
    return shards_;
}

bool PostgresStore::sure_of_shards() const {
    const std::lock_guard lock(shards_mutex_);
    return Steady::now() < sure_until_;
}

// A busy writer renews between its batches; this wakes an idle one often enough to be on time.
void PostgresStore::keep_lease() {
    std::unique_lock lock(keeper_mutex_);
    while (!keeper_wakes_.wait_for(lock, milliseconds(shards_sought_every.ms / 2), [this] { return keeper_ends_; })) {
        lock.unlock();
        group_.run_in_slices([this] {
            renew_if_due();
            return true;
        });
        lock.lock();
    }
}

// Nobody knows what the database holds, or it belongs to another process: only a fresh start from the store does.
void PostgresStore::stop(std::string_view doing, const SqlError& error) {
    stopped_ = true;
    stop_working(options_, fmt::format("millrace: stopping, because a {} failed in {}: {}. Look at the "
                                       "database, then start again",
                                       doing, shown(options_.url), error.what()));
}

void PostgresStore::wait_for(std::future<std::unique_ptr<Commit>>& arrival) {
    MILLRACE_ASSERT(!group_.on_writer_thread());  // it would wait for itself
    while (options_.writing == Writing::by_hand &&
           arrival.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        pump();
    }
}

}  // namespace millrace::store::postgres
