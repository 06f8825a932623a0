#include "runtime/store/postgres/readers.hpp"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "engine/base/assert.hpp"

namespace millrace::store::postgres {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds outage_max{2'000};
constexpr milliseconds retry_every{50};

}  // namespace

class ReaderPool::PooledReader final : public Reader {
public:
    PooledReader(ReaderPool& pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)), deadline_(Steady::now() + pool.life_max_) {}
    ~PooledReader() override {
        try {
            connection_->execute("ROLLBACK");
        } catch (const SqlError&) {
            connection_.reset();  // whatever is wrong with it, the next reader gets a fresh one
        }
        pool_.give_back(std::move(connection_));
    }

protected:
    Rows select(std::string_view sql, const Param* params, std::size_t count) override {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline_ - Steady::now());
        if (left <= milliseconds(0)) {
            throw SqlError(SqlError::Kind::expired,
                           "expected a short-lived reader, but it lived beyond its limit: get a new one");
        }
        if (left < pool_.life_max_ / 2) {
            connection_->execute(fmt::format("SET LOCAL statement_timeout = {}", left.count()));
        }
        return connection_->select(sql, params, count);
    }

private:
    ReaderPool& pool_;
    std::unique_ptr<Connection> connection_;
    const Steady::time_point deadline_;
};

ReaderPool::~ReaderPool() {
    std::lock_guard lock(mutex_);
    MILLRACE_ASSERT(out_ == 0);  // a reader must not outlive its store
}

std::unique_ptr<Reader> ReaderPool::take() {
    auto connection = take_connection();
    const auto give_up = Steady::now() + outage_max;
    for (;;) {
        try {
            return std::make_unique<PooledReader>(*this, begun(std::move(connection)));
        } catch (const SqlError& error) {
            connection.reset();
            if (error.kind() != SqlError::Kind::unavailable || Steady::now() >= give_up) {
                give_back(nullptr);
                throw;
            }
        }
        std::this_thread::sleep_for(retry_every);
    }
}

std::unique_ptr<Connection> ReaderPool::begun(std::unique_ptr<Connection> connection) const {
    // A server that was restarted has closed the idle ones: the first to be tried says so at once.
    if (!connection) {
        connection = std::make_unique<Connection>(url_, Connection::Mode::read);
    }
    const auto life = std::max<std::int64_t>(life_max_.count(), 1);
    connection->execute(fmt::format(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
        " SELECT set_config('statement_timeout', '{}', true), set_config('jit', 'off', true),"
        " set_config('idle_in_transaction_session_timeout', '{}', true), set_config('bytea_output', 'hex', true)",
        life, life + 5'000));
    return connection;
}

std::unique_ptr<Connection> ReaderPool::take_connection() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return out_ < readers_max_; });
    ++out_;
    if (idle_.empty()) {
        return nullptr;
    }
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
}

void ReaderPool::give_back(std::unique_ptr<Connection> connection) {
    std::lock_guard lock(mutex_);
    --out_;
    if (connection) {
        idle_.push_back(std::move(connection));
    }
    changed_.notify_all();
}

}  // namespace millrace::store::postgres
