#pragma once

#include <string>
#include <vector>

#include "runtime/store/commit.hpp"
#include "runtime/store/postgres/sql_text.hpp"

// Rows of many commits as arrays, one a column. take() appends them in the order in which the statements of this folder
// and millrace_write() count their parameters, and leaves none behind.
namespace millrace::store::postgres {

using Values = std::vector<std::string>;

struct RunColumns {  // 15: runs that begin
    void add(const RunHeader& header, std::uint64_t epoch);
    void take(Values& values);
    std::int64_t count = 0;

private:
    Column id_, org_, shard_, epoch_, flow_, version_, status_, subject_, companion_, seq_, head_, snapshot_, due_,
        started_, updated_;
};

struct ChangeColumns {  // 10: runs that go on
    void add(const RunChange& change, std::uint64_t epoch);
    void take(Values& values);
    std::int64_t count = 0;

private:
    Column id_, epoch_, seq_before_, status_before_, seq_, head_, snapshot_, due_, updated_, status_;
};

struct TurnColumns {  // 11
    void add(const TurnRow& turn, std::uint64_t epoch);
    void take(Values& values);
    std::int64_t count = 0;

private:
    Column lsn_, org_, shard_, epoch_, run_, seq_, prev_, crc_;
    BytesColumn body_;
};

struct InboxColumns {  // 10
    void add(const InboxRow& row, int shard, std::uint64_t epoch);
    void take(Values& values);
    std::int64_t count = 0;

private:
    Column id_, org_, shard_, epoch_, run_, subject_, at_;
    BytesColumn body_;
};

struct OutboxColumns {  // 15
    void add(const OutboxRow& row, int shard, std::uint64_t epoch);
    void take(Values& values);
    std::int64_t count = 0;

private:
    Column id_, org_, shard_, epoch_, run_, subject_, activation_, n_, destination_, status_, attempts_, next_at_;
    BytesColumn body_;
};

struct OutboxChangeColumns {  // 4: rows of the outbox that stay
    void add(const OutboxChange& change);
    void take(Values& values);
    std::int64_t count = 0;

private:
    Column id_, status_, attempts_, next_at_;
};

struct IdColumn {  // 1: rows that go
    template <class Tag>
    void add(Id<Tag> id) {
        id_.add(id);
        ++count;
    }
    void take(Values& values) { values.push_back(id_.take()); }
    std::int64_t count = 0;

private:
    Column id_;
};

struct SourceColumns {  // 7
    void add(const Source& source);
    void take(Values& values);
    std::int64_t count = 0;

private:
    Column org_, source_, id_, run_;
    BytesColumn answer_;
};

struct KeyColumns {  // 6
    void add(const IdempotencyKey& key);
    void take(Values& values);
    std::int64_t count = 0;

private:
    Column org_, name_, hash_;
    BytesColumn answer_;
};

}  // namespace millrace::store::postgres
