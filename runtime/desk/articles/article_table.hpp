#pragma once

#include <set>
#include <string>
#include <string_view>

#include "runtime/desk/articles/article.hpp"

// Rows of articles, for the service and the lists.
namespace millrace::desk {

// Whoever may see drafts or not.
std::optional<Article> load_article(store::OrgReader reader, ArticleId id);
Article article_of_row(const store::Row& row);
#define MILLRACE_ARTICLE_BUT_BODY                                                                         \
    "a.id AS id, a.title AS title, a.category AS category, a.tags AS tags, a.state AS state, a.author AS" \
    " author, a.created AS created, a.updated AS updated, a.revision AS revision"
// In place of what there was of it, with the words that it is found by.
void write_article(store::Transaction& tx, OrgId org, const Article& article);
void delete_article(store::Transaction& tx, OrgId org, ArticleId id);

// The words of a text as they are looked for: folded, two characters and more, each once.
std::set<std::string> words_of(std::string_view text);

}  // namespace millrace::desk
