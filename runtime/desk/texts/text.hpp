#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/value/fields.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"

namespace millrace::desk {

struct ReusableText {
    std::string key;
    std::string title;
    std::string text;
};

store::Migration text_tables();

std::optional<ReusableText> find_text(store::OrgReader reader, std::string_view key);
void write_text(store::Transaction& tx, OrgId org, const ReusableText& text);
// {items: [{key, title, text}]}, by key.
Value show_texts(store::OrgReader reader);
// As shown; "template.malformed" with a pointer.
Result<Value> put_text(const Work& work, const ReusableText& text);
// "template.unknown".
Status remove_text(const Work& work, std::string_view key);
Value show(const ReusableText& text);

}  // namespace millrace::desk
