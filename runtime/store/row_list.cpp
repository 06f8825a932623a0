#include "runtime/store/row_list.hpp"

namespace millrace::store {

void RowList::add(std::initializer_list<Bound> row) {
    MILLRACE_ASSERT(row.size() == columns_.size());
    std::size_t column = 0;
    for (const Bound& value : row) {
        const Type type = columns_[column++].type;
        MILLRACE_ASSERT(value.kind() == (type == Type::text    ? Bound::Kind::text
                                         : type == Type::bytes ? Bound::Kind::bytes
                                                               : Bound::Kind::integer));
        if (type != Type::integer) {
            cells_.push_back({static_cast<std::int64_t>(arena_.size()), value.text().size()});
            arena_ += value.text();
        } else {
            cells_.push_back({value.integer(), 0});
        }
    }
}

}  // namespace millrace::store
