#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "runtime/store/commit.hpp"
#include "runtime/store/ids.hpp"
#include "runtime/store/settled.hpp"

namespace millrace::store {

// What local work writes through, the same for every store: the lists of the commit whose work it is, and a memory of
// errors that end the batch.
class WriterTransaction : public Transaction {
public:
    explicit WriterTransaction(Ids& ids) : ids_(ids) {}

    void begin_batch(Time now) {
        now_ = now;
        fatal_.reset();
        deferred_.clear();
        if (!is_only_writer()) {
            settled_.forget();
        }
    }
    void begin_commit(CommitResult& result) { result_ = &result; }
    // An error that concerns the whole batch, even if the work that met it looked away.
    const std::optional<SqlError>& fatal() const { return fatal_; }

    // Once the pieces are done: what they left, in the name of the last of them. Throws SqlError.
    void write_deferred();
    // The commit that left something is undone as a whole, or the batch.
    void forget() {
        deferred_.clear();
        settled_.forget();
    }
    // Around a piece.
    void mark_deferred();
    void undo_deferred();

    // A savepoint around each piece of local work. undo() is followed by end_piece().
    virtual void begin_piece() = 0;
    virtual void undo_piece() = 0;
    virtual void end_piece() = 0;
    // The error of this piece after which the store refuses its every statement, even if the work looked away.
    virtual const SqlError* spoiled() const { return nullptr; }

    Time now() const override { return now_; }
    std::uint64_t new_id(int shard) override { return ids_.next(shard); }
    InboxId deliver(InboxRow row) override;
    OutboxId send(OutboxRow row) override;
    void after_commit(std::function<void()> notice) override { result_->notices.push_back(std::move(notice)); }

protected:
    virtual void insert(const InboxRow& row, int shard) = 0;
    virtual void insert(const OutboxRow& row, int shard) = 0;

    // Nobody else changes what this store holds, so that answers outlive their batch.
    virtual bool is_only_writer() const { return false; }

    Rows select(std::string_view sql, const Param* params, std::size_t count) final;
    Rows select_settled(std::string_view sql, const Param* params, std::size_t count) final;
    std::int64_t change(std::string_view sql, const Param* params, std::size_t count) final;
    virtual Rows do_select(std::string_view sql, const Param* params, std::size_t count) = 0;
    virtual std::int64_t do_change(std::string_view sql, const Param* params, std::size_t count) = 0;

    Deferred& deferred_of(const void* kind, MakeDeferred make) final;

private:
    struct Left {
        const void* kind;
        std::unique_ptr<Deferred> deferred;
        Deferred::Mark at_piece = {};
    };

    template <class Work>
    auto watched(Work&& work);
    void write_what_is_named(std::string_view sql);
    void write(Deferred& deferred);

    Ids& ids_;
    Time now_;
    CommitResult* result_ = nullptr;
    std::optional<SqlError> fatal_;
    std::vector<Left> deferred_;
    bool writing_deferred_ = false;
    Settled settled_;
};

// A row goes where its subject lives; a run takes its subject's shard, so either tells.
int shard_of_row(RunId run, SubjectId subject);

// Runs the commit's local work, each piece in a savepoint, and fills in result.local.
void do_local_work(Commit& commit, WriterTransaction& transaction);

// A job that failed is not remembered: its caller hears of it and may try again with the same key.
bool to_be_remembered(const Commit& commit);

}  // namespace millrace::store
