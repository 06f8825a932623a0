#include "runtime/desk/articles/article_table.hpp"

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"

namespace millrace::desk {
namespace {

constexpr std::size_t word_characters_max = 40;

// Letters and digits of ASCII, and whatever is written beyond it.
bool is_of_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

void put_words(store::Transaction& tx, OrgId org, const Article& article) {
    tx.run("DELETE FROM article_word WHERE org = $org AND article = $article", {{"org", org}, {"article", article.id}});
    const std::set<std::string> in_title = words_of(article.text.title);
    std::set<std::string> all = words_of(article.text.body);
    all.insert(in_title.begin(), in_title.end());
    for (const std::string& word : all) {
        tx.run("INSERT INTO article_word(org, article, word, in_title) VALUES($org, $article, $word, $in_title)",
               {{"org", org}, {"article", article.id}, {"word", word}, {"in_title", in_title.contains(word)}});
    }
}

}  // namespace

store::Migration article_tables() {
    return {
        .number = 2110,
        .name = "articles",
        .statements = {"CREATE TABLE article(id {id} PRIMARY KEY, org {id} NOT NULL, title {text} NOT NULL,"
                       " body {text} NOT NULL, category {text} NOT NULL, tags {text} NOT NULL, state {int} NOT NULL,"
                       " author {text} NOT NULL, created {time} NOT NULL, updated {time} NOT NULL,"
                       " revision {id} NOT NULL)",
                       "CREATE INDEX article_by_org ON article(org, id)",
                       "CREATE TABLE article_word(org {id} NOT NULL, article {id} NOT NULL, word {text} NOT NULL,"
                       " in_title {bool} NOT NULL, PRIMARY KEY(org, article, word)) {clustered}",
                       "CREATE INDEX article_word_by_word ON article_word(org, word, article)"},
        .ids = {"article.id"}};
}

Article article_of_row(const store::Row& row) {
    Article article;
    article.id = row.id<ArticleTag>("id");
    article.text.title = row.text("title");
    article.text.body = row.text("body");
    article.text.category = row.text("category");
    if (const Result<Value> tags = json::parse(row.text("tags")); tags && tags->is_list()) {
        for (const Value& tag : tags->as_list()) {
            article.text.tags.emplace_back(tag.as_string());
        }
    }
    article.text.state = row.get<ArticleState>("state");
    article.author = row.text("author");
    article.created = row.time("created");
    article.updated = row.time("updated");
    article.revision = row.integer("revision");
    return article;
}

std::optional<Article> load_article(store::OrgReader reader, ArticleId id) {
    const auto row = reader.one("SELECT " MILLRACE_ARTICLE_BUT_BODY
                                ", a.body AS body FROM article a WHERE a.org = $org AND a.id = $id",
                                {{"id", id}});
    return row ? std::optional<Article>(article_of_row(*row)) : std::nullopt;
}

void write_article(store::Transaction& tx, OrgId org, const Article& article) {
    List tags;
    for (const std::string& tag : article.text.tags) {
        tags.push(tag);
    }
    const std::string tags_json = json::dump(tags);
    tx.run(
        "INSERT INTO article(id, org, title, body, category, tags, state, author, created, updated, revision)"
        " VALUES($id, $org, $title, $body, $category, $tags, $state, $author, $created, $updated, $revision)"
        " ON CONFLICT(id) DO UPDATE SET title = $title, body = $body, category = $category, tags = $tags,"
        " state = $state, updated = $updated, revision = $revision",
        {{"id", article.id},
         {"org", org},
         {"title", article.text.title},
         {"body", article.text.body},
         {"category", article.text.category},
         {"tags", tags_json},
         {"state", article.text.state},
         {"author", article.author},
         {"created", article.created},
         {"updated", article.updated},
         {"revision", article.revision}});
    put_words(tx, org, article);
}

void delete_article(store::Transaction& tx, OrgId org, ArticleId id) {
    tx.run("DELETE FROM article_word WHERE org = $org AND article = $id", {{"org", org}, {"id", id}});
    tx.run("DELETE FROM article WHERE org = $org AND id = $id", {{"org", org}, {"id", id}});
}

std::set<std::string> words_of(std::string_view text) {
    const std::string folded = fold(text);
    std::set<std::string> words;
    for (std::size_t at = 0; at < folded.size();) {
        std::size_t end = at;
        while (end < folded.size() && is_of_word(folded[end])) {
            ++end;
        }
        const std::string_view word = utf8_prefix(std::string_view(folded).substr(at, end - at), word_characters_max);
        if (utf8_length(word) >= 2) {
            words.emplace(word);
        }
        at = end + 1;
    }
    return words;
}

}  // namespace millrace::desk
