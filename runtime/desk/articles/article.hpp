#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/value/fields.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

// The knowledge base: what an org has written down for its people to look up. A draft is seen by who may write.
namespace millrace::desk {

using ArticleId = Id<struct ArticleTag>;

enum class ArticleState : std::uint8_t { draft, published };
inline std::vector<Choice> choices_of(ArticleState) {
    return {{"draft", "Draft"}, {"published", "Published"}};
}

// What is written of it.
struct ArticleText {
    std::string title;
    std::string body;  // Markdown, as it was typed
    std::string category;
    std::vector<std::string> tags;
    ArticleState state = ArticleState::draft;
};

struct Article {
    ArticleId id;
    ArticleText text;
    std::string author;  // users.id: who began it
    Time created;
    Time updated;
    std::int64_t revision = 1;  // one more with each change; its ETag
};

store::Migration article_tables();

// "article.malformed" with a pointer. As shown.
Result<Value> create_article(const Work& work, const Viewer& viewer, const ArticleText& text);
// What is not given stays. `revision` is the one that he has seen: "article.stale" when there is a newer one;
// "article.unknown".
struct ArticleChange {
    std::optional<std::string> title;
    std::optional<std::string> body;
    std::optional<std::string> category;
    std::optional<std::vector<std::string>> tags;
    std::optional<ArticleState> state;
};
Result<Value> change_article(const Work& work, const Viewer& viewer, ArticleId id, std::string_view revision,
                             const ArticleChange& change);
// The audit keeps what it said. "article.unknown".
Status remove_article(const Work& work, const Viewer& viewer, ArticleId id);

// One that he may read.
std::optional<Article> find_article(store::OrgReader reader, const Viewer& viewer, ArticleId id);
// {article_id, title, category, tags, state, author_id, author_name, created_at, updated_at, revision, body}
Value show(store::OrgReader reader, const Article& article);

struct ArticleFilter {
    std::string words = {};  // each is the beginning of a word in title or body; empty: all, newest first
    std::string category = {};
    std::string tag = {};
    std::optional<ArticleState> state = {};
    std::string place = {};  // of the page before; not with words
    int limit = 50;
};
struct ArticlePage {
    List items;        // without bodies
    std::string next;  // empty: no more
};
// What is found by words comes with those first that have most of them in their title, and is one page.
// "cursor.invalid".
Result<ArticlePage> list_articles(store::OrgReader reader, const Viewer& viewer, const ArticleFilter& filter);

}  // namespace millrace::desk
