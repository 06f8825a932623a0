#include "api/app/neighbours.hpp"

#include <chrono>
#include <cstdio>

#include "runtime/store/flow_table.hpp"

namespace millrace::app {
namespace {

constexpr std::chrono::milliseconds look_every{100};

}  // namespace

Neighbours::Neighbours(store::Store& store, drive::Drive& drive, desk::Feed& feed, publish::Catalogues& catalogues,
                       drive::Versions& versions)
    : store_(store), drive_(drive), feed_(feed), catalogues_(catalogues), versions_(versions), thread_([this] {
          watch();
      }) {}

Neighbours::~Neighbours() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    ending_.notify_all();
    thread_.join();
}

void Neighbours::watch() {
    std::unique_lock lock(mutex_);
    while (!ending_.wait_for(lock, look_every, [this] { return ends_; })) {
        lock.unlock();
        try {
            look();
        } catch (const store::SqlError& error) {
            // A database that does not answer is said where commits wait for it; the next look is soon.
            if (error.kind() != store::SqlError::Kind::unavailable && error.kind() != store::SqlError::Kind::expired) {
                std::fprintf(stderr, "millrace: looking at the other processes: %s\n", error.what());
            }
        }
        lock.lock();
    }
}

void Neighbours::look() {
    look_at_what_is_published();
    drive_.look_around();
    feed_.catch_up();
}

// First the types, then the flows that are made of them.
void Neighbours::look_at_what_is_published() {
    const auto reader = store_.reader();
    const std::int64_t published = store::published_count(*reader);
    if (published == published_) {
        return;
    }
    if (const auto loaded = catalogues_.load(*reader); !loaded) {
        std::fprintf(stderr, "millrace: %s\n", loaded.error().message.c_str());
        return;  // and again with the next look
    }
    versions_.forget_all_current();
    published_ = published;
}

}  // namespace millrace::app
