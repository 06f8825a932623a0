#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/store/commit.hpp"
#include "runtime/store/postgres/sql_text.hpp"

// Rows of many commits, as few parameters as can be: all their numbers in one array, row after row, and where a row has
// text or bytes those in one value more each. The statements of this folder and millrace_write() count the same way.
namespace millrace::store::postgres {

using Values = std::vector<std::string>;

class RowSet {
public:
    std::int64_t count() const { return count_; }
    // Appends the numbers and then, if such rows have them, the texts and the bytes.
    void take(Values& values);

protected:
    enum class Holds { numbers, texts, bytes, both };
    explicit RowSet(Holds holds) : holds_(holds) {}

    template <class... Numbers>
    void row(Numbers... numbers) {
        (numbers_.add(numbers), ...);
        ++count_;
    }
    void text(std::string_view text) { texts_.add(text); }
    // Where it begins and how long it is are two numbers more of the row that was added last.
    void bytes(std::string_view bytes);

private:
    Holds holds_;
    std::int64_t count_ = 0;
    Column numbers_;
    Column texts_;
    BytesColumn bytes_;
};

// 14 numbers: id, org, shard, epoch, version, status, subject, companion, seq, head, snapshot, due, started, updated.
// Text: flow.
struct NewRuns : RowSet {
    NewRuns() : RowSet(Holds::texts) {}
    void add(const RunHeader& header, std::uint64_t epoch);
};

// 10: id, epoch, seq before, status before, seq, head, snapshot, due, updated, status.
struct ChangedRuns : RowSet {
    ChangedRuns() : RowSet(Holds::numbers) {}
    void add(const RunChange& change, std::uint64_t epoch);
};

// 10: lsn, org, shard, epoch, run, seq, prev, crc, begin and length of the body.
struct Turns : RowSet {
    Turns() : RowSet(Holds::bytes) {}
    void add(const TurnRow& turn, std::uint64_t epoch);
};

// 9: id, org, shard, epoch, run, subject, at, begin and length of the body.
struct InboxRows : RowSet {
    InboxRows() : RowSet(Holds::bytes) {}
    void add(const InboxRow& row, int shard, std::uint64_t epoch);
};

// 13: id, org, shard, epoch, run, subject, activation, n, status, attempts, next at, begin and length of the body.
// Text: destination.
struct OutboxRows : RowSet {
    OutboxRows() : RowSet(Holds::both) {}
    void add(const OutboxRow& row, int shard, std::uint64_t epoch);
};

// 4: id, status, attempts, next at.
struct OutboxChanges : RowSet {
    OutboxChanges() : RowSet(Holds::numbers) {}
    void add(const OutboxChange& change);
};

// 1.
struct RowIds : RowSet {
    RowIds() : RowSet(Holds::numbers) {}
    template <class Tag>
    void add(Id<Tag> id) {
        row(id);
    }
};

// 4: org, run, begin and length of the answer. Texts: source and id, one after the other.
struct Sources : RowSet {
    Sources() : RowSet(Holds::both) {}
    void add(const Source& source);
};

// 3: org, begin and length of the answer. Texts: name and hash, one after the other.
struct Keys : RowSet {
    Keys() : RowSet(Holds::both) {}
    void add(const IdempotencyKey& key);
};

}  // namespace millrace::store::postgres
