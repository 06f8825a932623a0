#include "runtime/store/store.hpp"

#include <future>

#include <fmt/format.h>

#include "runtime/store/postgres/open.hpp"
#include "runtime/store/sqlite/open.hpp"

namespace millrace::store {

std::string_view to_text(Outcome outcome) {
    switch (outcome) {
        case Outcome::committed:
            return "committed";
        case Outcome::conflict:
            return "conflict";
        case Outcome::subject_taken:
            return "subject_taken";
        case Outcome::duplicate:
            return "duplicate";
        case Outcome::key_reused:
            return "key_reused";
        case Outcome::failed:
            return "failed";
        case Outcome::storage_full:
            return "storage_full";
        case Outcome::moved:
            return "moved";
        case Outcome::closed:
            return "closed";
    }
    return "unknown";
}

ShardEpochs Store::shards() const {
    ShardEpochs all;
    all.fill(1);
    return all;
}

std::unique_ptr<Commit> Store::commit_and_wait(std::unique_ptr<Commit> commit) {
    auto finished = std::make_shared<std::promise<std::unique_ptr<Commit>>>();
    auto arrival = finished->get_future();
    commit->done = [finished](std::unique_ptr<Commit> back) { finished->set_value(std::move(back)); };
    // One that is refused stays with its caller: NOLINTBEGIN(bugprone-use-after-move)
    if (auto taken = submit(std::move(commit)); !taken) {
        commit->result.outcome = taken.error().code == "store.closed" ? Outcome::closed : Outcome::failed;
        commit->result.error = taken.error();
        return commit;
    }
    // NOLINTEND(bugprone-use-after-move)
    wait_for(arrival);
    return arrival.get();
}

Status Store::write(std::function<Status(Transaction&)> work) {
    auto commit = std::make_unique<Commit>();
    commit->local.push_back({.run = std::move(work)});
    const auto back = commit_and_wait(std::move(commit));
    if (back->result.outcome == Outcome::committed) {
        for (const auto& notice : back->result.notices) {
            notice();
        }
        return back->result.local.front();
    }
    if (!back->result.error.code.empty()) {
        return back->result.error;
    }
    return Error{fmt::format("store.{}", to_text(back->result.outcome)),
                 "expected the work to be written, but it was not"};
}

Result<std::unique_ptr<Store>> open_store(Options options) {
    if (options.url.empty()) {
        return sqlite::open(std::move(options));
    }
    if (options.url.compare(0, 13, "postgresql://") != 0 && options.url.compare(0, 11, "postgres://") != 0) {
        return Error{"store.unusable",
                     "expected a store like postgresql://user@host:5432/database, but got another kind of address"};
    }
    return postgres::open(std::move(options));
}

}  // namespace millrace::store
