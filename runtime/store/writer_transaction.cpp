#include "runtime/store/writer_transaction.hpp"

#include <algorithm>

#include "runtime/store/batch.hpp"

namespace millrace::store {

int shard_of_row(RunId run, SubjectId subject) {
    return shard_of(subject ? subject.value : run.value);
}

// Runs a statement and remembers an error that ends the batch.
template <class Work>
auto WriterTransaction::watched(Work&& work) {
    try {
        return work();
    } catch (const SqlError& error) {
        if (concerns_all(error)) {
            fatal_ = error;
        }
        throw;
    }
}

InboxId WriterTransaction::deliver(InboxRow row) {
    const int shard = shard_of_row(row.run, row.subject);
    if (!row.id) {
        row.id = InboxId{ids_.next(shard)};
    }
    watched([&] { insert(row, shard); });
    result_->inbox.push_back(std::move(row));
    return result_->inbox.back().id;
}

OutboxId WriterTransaction::send(OutboxRow row) {
    const int shard = shard_of_row(row.run, row.subject);
    if (!row.id) {
        row.id = OutboxId{ids_.next(shard)};
    }
    watched([&] { insert(row, shard); });
    result_->outbox.push_back(std::move(row));
    return result_->outbox.back().id;
}

Rows WriterTransaction::select(std::string_view sql, const Param* params, std::size_t count) {
    write_what_is_named(sql);
    settled_.run(sql);
    return watched([&] { return do_select(sql, params, count); });
}

Rows WriterTransaction::select_settled(std::string_view sql, const Param* params, std::size_t count) {
    std::string question = Settled::question(sql, params, count);
    if (const Rows* known = settled_.find(question)) {
        return *known;
    }
    Rows answer = select(sql, params, count);
    settled_.keep(sql, std::move(question), answer);
    return answer;
}

std::int64_t WriterTransaction::change(std::string_view sql, const Param* params, std::size_t count) {
    write_what_is_named(sql);
    settled_.run(sql);
    return watched([&] { return do_change(sql, params, count); });
}

Deferred& WriterTransaction::deferred_of(const void* kind, MakeDeferred make) {
    for (const Left& each : deferred_) {
        if (each.kind == kind) {
            return *each.deferred;
        }
    }
    deferred_.push_back({kind, make()});
    return *deferred_.back().deferred;
}

void WriterTransaction::mark_deferred() {
    for (Left& each : deferred_) {
        each.at_piece = each.deferred->mark();
    }
}

void WriterTransaction::undo_deferred() {
    for (const Left& each : deferred_) {
        each.deferred->back_to(each.at_piece);
    }
    settled_.forget();
}

void WriterTransaction::write_deferred() {
    for (;;) {
        Deferred* next = nullptr;
        for (const Left& each : deferred_) {
            if (each.deferred->has_something() && (next == nullptr || each.deferred->rank() < next->rank())) {
                next = each.deferred.get();
            }
        }
        if (next == nullptr) {
            return;
        }
        write(*next);
    }
}

void WriterTransaction::write_what_is_named(std::string_view sql) {
    if (writing_deferred_) {
        return;
    }
    for (std::size_t i = 0; i < deferred_.size(); ++i) {  // by number: writing one may make another
        Deferred& deferred = *deferred_[i].deferred;
        if (!deferred.has_something()) {
            continue;
        }
        const auto& tables = deferred.tables();
        if (std::any_of(tables.begin(), tables.end(),
                        [&](std::string_view table) { return names_table(sql, table); })) {
            write(deferred);
        }
    }
}

void WriterTransaction::write(Deferred& deferred) {
    struct Writing {
        bool& now;
        explicit Writing(bool& flag) : now(flag) { now = true; }
        ~Writing() { now = false; }
    } writing(writing_deferred_);
    deferred.write(*this);
}

namespace {

Status attempt(const LocalWork& work, WriterTransaction& transaction) {
    try {
        auto status = work.run(transaction);
        const auto* spoiled = transaction.spoiled();
        return status && spoiled != nullptr ? spoiled->error() : status;
    } catch (const SqlError& error) {
        return error.error();
    } catch (const std::exception& error) {
        return Error{"internal.exception", error.what()};
    }
}

// Whatever it throws costs this commit.
void answer_failure(const LocalWork& work, WriterTransaction& transaction, const Error& error) {
    try {
        work.failed(transaction, error);
    } catch (const SqlError&) {
        throw;
    } catch (const std::exception& exception) {
        throw SqlError(SqlError::Kind::statement, exception.what());
    }
    if (const auto* spoiled = transaction.spoiled()) {
        throw SqlError(*spoiled);
    }
}

}  // namespace

void do_local_work(Commit& commit, WriterTransaction& transaction) {
    auto& result = commit.result;
    for (const auto& work : commit.local) {
        const auto inbox = result.inbox.size();
        const auto outbox = result.outbox.size();
        const auto notices = result.notices.size();

        transaction.begin_piece();
        transaction.mark_deferred();
        auto status = attempt(work, transaction);
        if (transaction.fatal()) {
            throw SqlError(*transaction.fatal());
        }
        if (!status) {
            transaction.undo_piece();
            transaction.undo_deferred();
            result.inbox.resize(inbox);
            result.outbox.resize(outbox);
            result.notices.resize(notices);
        }
        transaction.end_piece();
        if (!status && work.failed) {
            answer_failure(work, transaction, status.error());
        }
        result.local.push_back(std::move(status));
    }
}

bool to_be_remembered(const Commit& commit) {
    const auto& local = commit.result.local;
    return commit.turn || std::all_of(local.begin(), local.end(), [](const Status& status) { return status.ok(); });
}

}  // namespace millrace::store
