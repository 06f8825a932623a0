#include "engine/base/text.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/texts/text.hpp"

namespace millrace::desk {
namespace {

constexpr std::size_t text_length_max = 4000;

Status check_reusable(const ReusableText& text) {
    if (!is_key(text.key)) {
        return Error{"template.malformed",
                     "expected a key of lower-case letters, digits and _ but got '" + text.key + "'", "/key"};
    }
    if (utf8_length(text.title) > 200) {
        return Error{"template.malformed", "expected a title of at most 200 characters but it has more", "/title"};
    }
    const std::size_t length = utf8_length(text.text);
    if (length == 0 || length > text_length_max) {
        return Error{"template.malformed",
                     "expected a text of 1 to 4,000 characters but it has " + std::to_string(length), "/text"};
    }
    return {};
}

}  // namespace

store::Migration text_tables() {
    return {.number = 1710,
            .name = "reusable_texts",
            .statements = {"CREATE TABLE reusable_text(org {id} NOT NULL, name {text} NOT NULL, title {text} NOT NULL,"
                           " body {text} NOT NULL, updated {time} NOT NULL, PRIMARY KEY(org, name))"}};
}

std::optional<ReusableText> find_text(store::OrgReader reader, std::string_view key) {
    const auto row =
        reader.one("SELECT name, title, body FROM reusable_text WHERE org = $org AND name = $key", {{"key", key}});
    if (!row) {
        return std::nullopt;
    }
    return ReusableText{row->get<std::string>("name"), row->get<std::string>("title"), row->get<std::string>("body")};
}

void write_text(store::Transaction& tx, OrgId org, const ReusableText& text) {
    tx.run(
        "INSERT INTO reusable_text(org, name, title, body, updated) VALUES($org, $key, $title, $text, $now)"
        " ON CONFLICT(org, name) DO UPDATE SET title = $title, body = $text, updated = $now",
        {{"org", org}, {"key", text.key}, {"title", text.title}, {"text", text.text}, {"now", tx.now()}});
}

Value show_texts(store::OrgReader reader) {
    List items;
    for (const store::Row row :
         reader.query("SELECT name, title, body FROM reusable_text WHERE org = $org ORDER BY name")) {
        items.push(show(
            ReusableText{row.get<std::string>("name"), row.get<std::string>("title"), row.get<std::string>("body")}));
    }
    return Map{{"items", std::move(items)}};
}

Result<Value> put_text(const Work& work, const ReusableText& text) {
    if (Status sound = check_reusable(text); !sound) {
        return sound.error();
    }
    const std::optional<ReusableText> before = find_text(work.reader(), text.key);
    write_text(work.tx, work.org, text);
    record(work, "template.changed", "template:" + text.key, before ? show(*before) : Value(), show(text));
    return show(text);
}

Status remove_text(const Work& work, std::string_view key) {
    const std::optional<ReusableText> before = find_text(work.reader(), key);
    if (!before) {
        return Error{"template.unknown", "expected a template of the org but there is no '" + std::string(key) + "'"};
    }
    work.tx.run("DELETE FROM reusable_text WHERE org = $org AND name = $key", {{"org", work.org}, {"key", key}});
    record(work, "template.removed", "template:" + before->key, show(*before), Value());
    return {};
}

Value show(const ReusableText& text) {
    return Map{{"key", text.key}, {"title", text.title}, {"text", text.text}};
}

}  // namespace millrace::desk
