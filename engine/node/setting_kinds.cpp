#include "engine/node/setting_kinds.hpp"

#include "engine/base/assert.hpp"

namespace millrace {
namespace {

thread_local const ExpressionTable* table_in_use = nullptr;

}  // namespace

UsingExpressions::UsingExpressions(const ExpressionTable& table) : before_(std::exchange(table_in_use, &table)) {}

UsingExpressions::~UsingExpressions() {
    table_in_use = before_;
}

expression::Expression UsingExpressions::find(std::string_view source) {
    MILLRACE_ASSERT(table_in_use != nullptr);
    const auto found = table_in_use->find(source);
    MILLRACE_ASSERT(found != table_in_use->end());
    return found->second;
}

}  // namespace millrace
