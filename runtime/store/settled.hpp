#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "runtime/store/statement.hpp"

namespace millrace::store {

// As a word of its own, not as a part of another.
bool names_table(std::string_view sql, std::string_view table);

// Answers of a transaction that stay right: each until a table that its statement names is changed.
class Settled {
public:
    const Rows* find(const std::string& question) const {
        const auto known = answers_.find(question);
        return known == answers_.end() ? nullptr : &known->second;
    }
    void keep(std::string_view sql, std::string question, const Rows& answer);
    static std::string question(std::string_view sql, const Param* params, std::size_t count);

    // This statement is about to be run.
    void run(std::string_view sql);
    void forget();

private:
    std::unordered_map<std::string, Rows> answers_;
    std::set<std::string, std::less<>> statements_;
    std::unordered_map<std::string, bool> concerned_;  // by table that was changed: is it named by one of them?
};

}  // namespace millrace::store
