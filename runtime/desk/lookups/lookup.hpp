#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/value/fields.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"

namespace millrace::desk {

struct Lookup {
    std::string key;
    std::string title;
    Value rows;  // a map: key → value
};

store::Migration lookup_tables();

// Its value, {} when it has no such key, nil when there is no such table. `match` is folded already.
Value look_up(store::OrgReader reader, std::string_view table, std::string_view match);

std::optional<Lookup> find_lookup(store::OrgReader reader, std::string_view key);
// {items: [{key, title, rows}]}, rows being how many it has.
Value show_lookups(store::OrgReader reader);
Value show(const Lookup& lookup);
void write_lookup(store::Transaction& tx, OrgId org, const Lookup& lookup);
// In place of all that it had; {key, title, rows}. "lookup.malformed" with a pointer, also for two keys that are one
// without case and accents.
Result<Value> put_lookup(const Work& work, const Lookup& lookup);
// "lookup.unknown".
Status remove_lookup(const Work& work, std::string_view key);

}  // namespace millrace::desk
