#include "runtime/store/sqlite/readers.hpp"

namespace millrace::store::sqlite {

class ReaderPool::PooledReader final : public Reader {
public:
    PooledReader(ReaderPool& pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    ~PooledReader() override {
        connection_->never_expires();
        try {
            connection_->change("ROLLBACK", nullptr, 0);
        } catch (const SqlError&) {
            connection_.reset();  // whatever is wrong with it, the next reader gets a fresh one
        }
        pool_.give_back(std::move(connection_));
    }

protected:
    Rows select(std::string_view sql, const Param* params, std::size_t count) override {
        return connection_->select(sql, params, count, true);
    }

private:
    ReaderPool& pool_;
    std::unique_ptr<Connection> connection_;
};

ReaderPool::~ReaderPool() {
    std::lock_guard lock(mutex_);
    MILLRACE_ASSERT(out_ == 0);  // a reader must not outlive its store
}

std::unique_ptr<Reader> ReaderPool::take() {
    auto connection = take_connection();
    try {
        if (!connection) {
            connection = std::make_unique<Connection>(path_, Connection::Mode::read);
        }
        connection->change("BEGIN", nullptr, 0);
        connection->expire_at(std::chrono::steady_clock::now() + life_max_);
    } catch (...) {
        give_back(nullptr);
        throw;
    }
    return std::make_unique<PooledReader>(*this, std::move(connection));
}

std::unique_ptr<Connection> ReaderPool::take_connection() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !held_back_ && out_ < readers_max_; });
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

bool ReaderPool::hold_back(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    held_back_ = true;
    return changed_.wait_for(lock, patience, [this] { return out_ == 0; });
}

void ReaderPool::release() {
    std::lock_guard lock(mutex_);
    held_back_ = false;
    changed_.notify_all();
}

void Gate::enter() {
    std::unique_lock lock(mutex_);
    const auto self = std::this_thread::get_id();
    free_.wait(lock, [&] { return depth_ == 0 || holder_ == self; });
    holder_ = self;
    ++depth_;
}

void Gate::leave() {
    std::lock_guard lock(mutex_);
    if (--depth_ == 0) {
        free_.notify_one();
    }
}

namespace {

class GatedReader final : public Reader {
public:
    GatedReader(Connection& connection, Gate& gate, std::chrono::milliseconds life_max)
        : connection_(connection), gate_(gate), deadline_(std::chrono::steady_clock::now() + life_max) {
        gate_.enter();
    }
    ~GatedReader() override { gate_.leave(); }

protected:
    Rows select(std::string_view sql, const Param* params, std::size_t count) override {
        connection_.expire_at(deadline_);
        struct Lift {
            Connection& connection;
            ~Lift() { connection.never_expires(); }
        } lift{connection_};
        return connection_.select(sql, params, count, true);
    }

private:
    Connection& connection_;
    Gate& gate_;
    std::chrono::steady_clock::time_point deadline_;
};

}  // namespace

std::unique_ptr<Reader> read_through(Connection& connection, Gate& gate, std::chrono::milliseconds life_max) {
    return std::make_unique<GatedReader>(connection, gate, life_max);
}

}  // namespace millrace::store::sqlite
