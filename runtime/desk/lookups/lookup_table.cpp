#include <map>

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/lookups/lookup.hpp"

namespace millrace::desk {
namespace {

constexpr std::size_t rows_max = 5000;
constexpr std::size_t value_bytes_max = 4096;

Status malformed_lookup(std::string message, std::string pointer) {
    return Error{"lookup.malformed", std::move(message), std::move(pointer)};
}

Status check_lookup(const Lookup& lookup) {
    if (!is_key(lookup.key)) {
        return malformed_lookup("expected a key of lower-case letters, digits and _ but got '" + lookup.key + "'",
                                "/key");
    }
    if (utf8_length(lookup.title) > 200) {
        return malformed_lookup("expected a title of at most 200 characters but it has more", "/title");
    }
    if (!lookup.rows.is_map() || lookup.rows.as_map().size() > rows_max) {
        return malformed_lookup(
            "expected a map of at most " + std::to_string(rows_max) + " keys but it is none or has more", "/rows");
    }
    std::map<std::string, std::string> seen;
    for (const auto& [key, value] : lookup.rows.as_map()) {
        const std::string match = fold(trim(key.view()));
        const std::string at = json::join_pointer("/rows", key.view());
        if (match.empty() || utf8_length(match) > 200) {
            return malformed_lookup(
                "expected a key of 1 to 200 characters but it has " + std::to_string(utf8_length(match)), at);
        }
        const auto [other, is_new] = seen.emplace(match, key.str());
        if (!is_new) {
            return malformed_lookup(
                "expected each key once but '" + key.str() + "' is '" + other->second + "' without case and accents",
                at);
        }
        if (value.is_nil() || json::dump(value).size() > value_bytes_max) {
            return malformed_lookup("expected a value of at most " + std::to_string(value_bytes_max) + " bytes", at);
        }
    }
    return {};
}

// For the audit: what a table was, without its rows one by one.
Value summary_of(const Lookup& lookup) {
    return Map{{"title", lookup.title}, {"rows", static_cast<std::int64_t>(lookup.rows.as_map().size())}};
}

}  // namespace

store::Migration lookup_tables() {
    return {
        .number = 1720,
        .name = "lookups",
        .statements = {"CREATE TABLE lookup(org {id} NOT NULL, name {text} NOT NULL, title {text} NOT NULL,"
                       " PRIMARY KEY(org, name))",
                       "CREATE TABLE lookup_row(org {id} NOT NULL, lookup {text} NOT NULL, match {text} NOT NULL,"
                       " name {text} NOT NULL, value {text} NOT NULL, PRIMARY KEY(org, lookup, match)) {clustered}"}};
}

Value look_up(store::OrgReader reader, std::string_view table, std::string_view match) {
    if (!reader.one("SELECT name FROM lookup WHERE org = $org AND name = $table", {{"table", table}})) {
        return {};
    }
    const auto row = reader.one("SELECT value FROM lookup_row WHERE org = $org AND lookup = $table AND match = $match",
                                {{"table", table}, {"match", match}});
    if (!row) {
        return Map{};
    }
    Result<Value> value = json::parse(row->text("value"));
    return Map{{"value", value ? std::move(*value) : Value()}};
}

std::optional<Lookup> find_lookup(store::OrgReader reader, std::string_view key) {
    const auto row = reader.one("SELECT name, title FROM lookup WHERE org = $org AND name = $key", {{"key", key}});
    if (!row) {
        return std::nullopt;
    }
    Map rows;
    for (const store::Row each : reader.query(
             "SELECT name, value FROM lookup_row WHERE org = $org AND lookup = $key ORDER BY match", {{"key", key}})) {
        if (Result<Value> value = json::parse(each.text("value")); value) {
            rows.set(String(each.text("name")), std::move(*value));
        }
    }
    return Lookup{row->get<std::string>("name"), row->get<std::string>("title"), std::move(rows)};
}

Value show_lookups(store::OrgReader reader) {
    List items;
    for (const store::Row row :
         reader.query("SELECT l.name AS name, l.title AS title, (SELECT count(*) FROM lookup_row r WHERE r.org = $org"
                      " AND r.lookup = l.name) AS entries FROM lookup l WHERE l.org = $org ORDER BY l.name")) {
        items.push(Map{{"key", row.text("name")}, {"title", row.text("title")}, {"rows", row.integer("entries")}});
    }
    return Map{{"items", std::move(items)}};
}

Value show(const Lookup& lookup) {
    return Map{{"key", lookup.key}, {"title", lookup.title}, {"rows", lookup.rows}};
}

void write_lookup(store::Transaction& tx, OrgId org, const Lookup& lookup) {
    tx.run(
        "INSERT INTO lookup(org, name, title) VALUES($org, $key, $title)"
        " ON CONFLICT(org, name) DO UPDATE SET title = $title",
        {{"org", org}, {"key", lookup.key}, {"title", lookup.title}});
    tx.run("DELETE FROM lookup_row WHERE org = $org AND lookup = $key", {{"org", org}, {"key", lookup.key}});
    for (const auto& [key, value] : lookup.rows.as_map()) {
        const std::string match = fold(trim(key.view()));
        const std::string json = json::dump(value);
        tx.run("INSERT INTO lookup_row(org, lookup, match, name, value) VALUES($org, $lookup, $match, $name, $value)",
               {{"org", org}, {"lookup", lookup.key}, {"match", match}, {"name", key.view()}, {"value", json}});
    }
}

Result<Value> put_lookup(const Work& work, const Lookup& lookup) {
    if (Status sound = check_lookup(lookup); !sound) {
        return sound.error();
    }
    const std::optional<Lookup> before = find_lookup(work.reader(), lookup.key);
    write_lookup(work.tx, work.org, lookup);
    record(work, "lookup.changed", "lookup:" + lookup.key, before ? summary_of(*before) : Value(), summary_of(lookup));
    return show(lookup);
}

Status remove_lookup(const Work& work, std::string_view key) {
    const std::optional<Lookup> before = find_lookup(work.reader(), key);
    if (!before) {
        return Error{"lookup.unknown", "expected a lookup table of the org but there is no '" + std::string(key) + "'"};
    }
    work.tx.run("DELETE FROM lookup_row WHERE org = $org AND lookup = $key", {{"org", work.org}, {"key", key}});
    work.tx.run("DELETE FROM lookup WHERE org = $org AND name = $key", {{"org", work.org}, {"key", key}});
    record(work, "lookup.removed", "lookup:" + before->key, summary_of(*before), Value());
    return {};
}

}  // namespace millrace::desk
