#include "tests/simulation/disk.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <stdlib.h>

namespace millrace::simulation {
namespace {

std::string temporary_folder() {
    const bool memory_disk = std::filesystem::is_directory("/dev/shm");
    std::string name = std::string(memory_disk ? "/dev/shm" : "/tmp") + "/millrace-simulate-XXXXXX";
    MILLRACE_ASSERT(mkdtemp(name.data()) != nullptr);
    return name;
}

}  // namespace

Disk::Disk(Settings settings, Agenda& agenda, Dice& dice)
    : settings_(std::move(settings)), agenda_(agenda), dice_(dice) {
    if (settings_.in_a_file) {
        base_ = temporary_folder();
    }
    open();
}

Disk::~Disk() {
    queue_.clear();
    begun_.clear();
    heard_of_.clear();
    store_.reset();
    if (!base_.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(base_, ignored);
    }
}

void Disk::open() {
    store::Options options;
    options.migrations = settings_.migrations;
    options.wall = settings_.wall;
    options.writing = store::Writing::by_hand;
    options.reader_life_max = hours(1);
    if (settings_.in_a_file) {
        options.directory = folder();
    }
    auto opened = store::open_store(std::move(options));
    if (!opened) {
        std::fprintf(stderr, "simulate: %s\n", opened.error().message.c_str());
        std::exit(2);
    }
    store_ = std::move(*opened);
}

void Disk::lose() {
    queue_.clear();
    begun_.clear();
    heard_of_.clear();
    sink_ = {};
    if (settings_.in_a_file) {
        // Only what the disk holds at this moment remains; closing the old store must not add to it.
        const std::string before = folder();
        ++lives_;
        std::filesystem::copy(before, folder(), std::filesystem::copy_options::recursive);
        store_.reset();
        std::filesystem::remove_all(before);
        open();
    }
}

Status Disk::submit(std::unique_ptr<store::Commit>&& commit) {
    if (busy_one_in > 0 && dice_.one_in(busy_one_in)) {
        return Error{"store.busy", "expected room in the commit queue, but the simulation says there is none"};
    }
    queue_.push_back(std::move(commit));
    return {};
}

void Disk::begin() {
    const std::size_t most = one_by_one ? 1 : slow ? 1 + dice_.below(queue_.size()) : queue_.size();
    for (std::size_t i = 0; i < most; ++i) {
        begun_.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    durable_at_ = agenda_.now() + (slow ? dice_.any_length(seconds(30)) : milliseconds(0));
    if (slow) {  // so that time goes on for it
        agenda_.at(durable_at_, [] {});
    }
}

void Disk::make_durable() {
    store::Commits batch = std::move(begun_);
    begun_.clear();
    told_at_ = agenda_.now() + (slow ? dice_.any_length(seconds(2)) : milliseconds(0));
    if (slow) {
        agenda_.at(told_at_, [] {});
    }
    const bool full = agenda_.now() < full_until;
    for (auto& commit : batch) {
        const bool failed = !full && fail_one_in > 0 && dice_.one_in(fail_one_in);
        if (full || failed) {
            commit->result = {};
            commit->result.outcome = full ? store::Outcome::storage_full : store::Outcome::failed;
            commit->result.error = {full ? "storage_full" : "store.failed",
                                    "expected to write this commit but the simulation says no"};
            ++faults;
            Done done = std::move(commit->done);
            commit->done = nullptr;
            take(std::move(commit), std::move(done));
            continue;
        }
        // Each calls back by itself, so that they come in the order in which they were written.
        Done done = std::move(commit->done);
        commit->done = [this, done](std::unique_ptr<store::Commit> back) {
            back->done = nullptr;
            take(std::move(back), done);
        };
        MILLRACE_ASSERT(store_->submit(std::move(commit)).ok());
    }
    while (store_->pump() > 0) {
    }
}

void Disk::take(std::unique_ptr<store::Commit> commit, Done done) {
    if (written) {
        written(*commit);
    }
    heard_of_.push_back({std::move(commit), std::move(done)});
}

void Disk::tell() {
    std::vector<Heard> heard = std::move(heard_of_);
    heard_of_.clear();
    store::Commits for_sink;
    for (Heard& each : heard) {
        if (!each.done) {
            for_sink.push_back(std::move(each.commit));
        }
    }
    if (sink_ && !for_sink.empty()) {
        sink_(std::move(for_sink));
    }
    for (Heard& each : heard) {
        if (each.done) {
            each.done(std::move(each.commit));
        }
    }
}

const char* Disk::moment() const {
    return !heard_of_.empty() ? "committed and not told"
           : !begun_.empty()  ? "a commit is at the disk"
           : !queue_.empty()  ? "commits wait"
                              : "idle";
}

// For what is written before anything lives.
std::size_t Disk::pump() {
    if (!can_begin()) {
        return 0;
    }
    begin();
    const std::size_t size = begun_.size();
    make_durable();
    tell();
    return size;
}

void Disk::wait_for(std::future<std::unique_ptr<store::Commit>>& arrival) {
    while (arrival.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        MILLRACE_ASSERT(pump() > 0);
    }
}

}  // namespace millrace::simulation
