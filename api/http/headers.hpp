#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::http {

// Compares as header names compare: ASCII letters without case.
bool same_name(std::string_view a, std::string_view b);

// The fields of a request in the order of their arrival: one block of text, so that reading forty of them costs a
// handful of allocations.
class Headers {
public:
    void add(std::string_view name, std::string_view value);

    // The first of that name.
    std::optional<std::string_view> find(std::string_view name) const;
    std::size_t count(std::string_view name) const;
    std::size_t size() const { return fields_.size(); }
    std::string_view name(std::size_t index) const { return part(fields_[index].name_at, fields_[index].value_at); }
    std::string_view value(std::size_t index) const { return part(fields_[index].value_at, fields_[index].end); }

private:
    struct Field {
        std::uint32_t name_at;
        std::uint32_t value_at;
        std::uint32_t end;
    };
    std::string_view part(std::uint32_t from, std::uint32_t to) const {
        return std::string_view(text_).substr(from, to - from);
    }

    std::string text_;
    std::vector<Field> fields_;
};

}  // namespace millrace::http
