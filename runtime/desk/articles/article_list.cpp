// Lists of articles: page by page from the newest, or what has the words that somebody looks for.

#include <algorithm>
#include <map>

#include "runtime/desk/articles/article_table.hpp"

namespace millrace::desk {
namespace {

// Of a longer question the first ones, in the order of the alphabet, have to do.
constexpr std::size_t words_max = 8;
// After every word that begins with one: the last code point there is.
constexpr std::string_view beyond = "\xF4\x8F\xBF\xBF";

bool is_listed(const Viewer& viewer, const ArticleFilter& filter, const Article& article) {
    const ArticleText& text = article.text;
    return (text.state == ArticleState::published || viewer.may("article.write")) &&
           (!filter.state || *filter.state == text.state) &&
           (filter.category.empty() || filter.category == text.category) &&
           (filter.tag.empty() || std::find(text.tags.begin(), text.tags.end(), filter.tag) != text.tags.end());
}

Value without_body(store::OrgReader reader, const Article& article) {
    Map shown;
    const Value whole = show(reader, article);
    for (const auto& [name, value] : whole.as_map()) {
        if (name.view() != "body") {
            shown.set(name, value);
        }
    }
    return shown;
}

// Articles that have all the words, with how many of them stand in the title.
std::map<ArticleId, std::int64_t> articles_with(store::OrgReader reader, const std::set<std::string>& words) {
    std::map<ArticleId, std::int64_t> found;
    std::size_t asked = 0;
    for (const std::string& word : words) {
        if (asked == words_max) {
            break;
        }
        const std::string end = word + std::string(beyond);
        std::map<ArticleId, std::int64_t> with;
        for (const store::Row row : reader.query("SELECT article, max(in_title) AS in_title FROM article_word"
                                                 " WHERE org = $org AND word >= $word AND word < $end"
                                                 " GROUP BY article",
                                                 {{"word", word}, {"end", end}})) {
            const auto id = row.id<ArticleTag>("article");
            const auto before = found.find(id);
            if (asked == 0 || before != found.end()) {
                with[id] = (asked == 0 ? 0 : before->second) + row.integer("in_title");
            }
        }
        found = std::move(with);
        ++asked;
    }
    return found;
}

ArticlePage found_by_words(store::OrgReader reader, const Viewer& viewer, const ArticleFilter& filter) {
    std::vector<std::pair<std::int64_t, ArticleId>> best;
    for (const auto& [id, in_title] : articles_with(reader, words_of(filter.words))) {
        best.emplace_back(in_title, id);
    }
    std::sort(best.rbegin(), best.rend());
    ArticlePage page;
    for (const auto& [in_title, id] : best) {
        if (page.items.size() == static_cast<std::size_t>(filter.limit)) {
            break;
        }
        const std::optional<Article> article = load_article(reader, id);
        if (article && is_listed(viewer, filter, *article)) {
            page.items.push(without_body(reader, *article));
        }
    }
    return page;
}

}  // namespace

Result<ArticlePage> list_articles(store::OrgReader reader, const Viewer& viewer, const ArticleFilter& filter) {
    if (!filter.words.empty()) {
        return found_by_words(reader, viewer, filter);
    }
    std::uint64_t edge = static_cast<std::uint64_t>(INT64_MAX);
    if (!filter.place.empty()) {
        const Result<std::uint64_t> place = parse_base32(filter.place);
        if (!place) {
            return Error{"cursor.invalid", "expected a cursor from this list but found another"};
        }
        edge = *place;
    }
    // Whoever asks for a category or a tag is shown it page by page too: from stretches of which the rest is left out.
    ArticlePage page;
    const int stretch = filter.limit + 1;
    for (bool more = true; more;) {
        const store::Rows rows = reader.query("SELECT " MILLRACE_ARTICLE_BUT_BODY
                                              ", '' AS body FROM article a WHERE a.org = $org AND a.id < $edge"
                                              " ORDER BY a.id DESC LIMIT $limit",
                                              {{"edge", edge}, {"limit", stretch}});
        more = rows.size() == static_cast<std::size_t>(stretch);
        for (const store::Row row : rows) {
            const Article article = article_of_row(row);
            if (!is_listed(viewer, filter, article)) {
                edge = article.id.value;
                continue;
            }
            if (page.items.size() == static_cast<std::size_t>(filter.limit)) {
                page.next = to_base32(edge);  // there is one more
                return page;
            }
            edge = article.id.value;
            page.items.push(without_body(reader, article));
        }
    }
    return page;
}

}  // namespace millrace::desk
