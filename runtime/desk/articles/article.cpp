#include "runtime/desk/articles/article.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "runtime/desk/articles/article_table.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/tags/tag.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::desk {
namespace {

constexpr std::size_t title_characters_max = 200;
constexpr std::size_t body_characters_max = 50'000;
constexpr std::size_t category_characters_max = 100;
constexpr std::size_t tags_max = 20;

Error misshapen(std::string message, std::string pointer) {
    return {"article.malformed", std::move(message), std::move(pointer)};
}

Error no_article() {
    return {"article.unknown", "expected an article of the org but there is none of this id"};
}

// As it is kept: without blanks around title and category, each tag once.
Result<ArticleText> tidied(ArticleText text) {
    text.title = trim(text.title);
    text.category = trim(text.category);
    if (text.title.empty() || !is_utf8(text.title) || utf8_length(text.title) > title_characters_max) {
        return misshapen("expected a title of 1 to 200 characters but it has another length", "/title");
    }
    if (!is_utf8(text.body) || utf8_length(text.body) > body_characters_max) {
        return misshapen("expected a body of at most 50,000 characters but it has more", "/body");
    }
    if (!is_utf8(text.category) || utf8_length(text.category) > category_characters_max) {
        return misshapen("expected a category of at most 100 characters but it has more", "/category");
    }
    if (text.state == ArticleState::published && trim(text.body).empty()) {
        return misshapen("expected a body, since it is to be published, but it is empty", "/body");
    }
    std::vector<std::string> tags;
    for (std::size_t i = 0; i < text.tags.size(); ++i) {
        std::string tag(trim(text.tags[i]));
        if (Status sound = check_tag(tag); !sound) {
            return misshapen(sound.error().message, "/tags/" + std::to_string(i));
        }
        if (std::find(tags.begin(), tags.end(), tag) == tags.end()) {
            tags.push_back(std::move(tag));
        }
    }
    if (tags.size() > tags_max) {
        return misshapen("expected at most 20 tags but there are " + std::to_string(tags.size()), "/tags");
    }
    text.tags = std::move(tags);
    return text;
}

// Those who write: drafts are not announced to others, and who reads looks things up.
void announce(const Work& work, std::string_view name, const Article& article) {
    work.publish(name, {"org:" + to_text(work.org), "rep:" + article.author},
                 Map{{"article_id", to_text(article.id)},
                     {"state", choices_of(ArticleState{})[static_cast<std::size_t>(article.text.state)].value},
                     {"revision", article.revision},
                     {"by", work.actor}});
}

}  // namespace

Result<Value> create_article(const Work& work, const Viewer& viewer, const ArticleText& text) {
    Result<ArticleText> sound = tidied(text);
    if (!sound) {
        return sound.error();
    }
    Article article;
    article.id = work.tx.new_id<ArticleId>(0);
    article.text = std::move(*sound);
    article.author = viewer.user;
    article.created = work.now();
    article.updated = work.now();
    write_article(work.tx, work.org, article);
    Value shown = show(work.reader(), article);
    record(work, "article.created", "article:" + to_text(article.id), {}, shown);
    announce(work, event::article_created, article);
    return shown;
}

Result<Value> change_article(const Work& work, const Viewer& viewer, ArticleId id, std::string_view revision,
                             const ArticleChange& change) {
    const std::optional<Article> before = find_article(work.reader(), viewer, id);
    if (!before) {
        return no_article();
    }
    if (revision != std::to_string(before->revision)) {
        return Error{"article.stale", "expected If-Match to name the revision there is, " +
                                          std::to_string(before->revision) + ", but got '" + std::string(revision) +
                                          "'"};
    }
    Article after = *before;
    after.text.title = change.title.value_or(before->text.title);
    after.text.body = change.body.value_or(before->text.body);
    after.text.category = change.category.value_or(before->text.category);
    after.text.tags = change.tags.value_or(before->text.tags);
    after.text.state = change.state.value_or(before->text.state);
    Result<ArticleText> sound = tidied(std::move(after.text));
    if (!sound) {
        return sound.error();
    }
    after.text = std::move(*sound);
    after.updated = work.now();
    after.revision = before->revision + 1;
    write_article(work.tx, work.org, after);
    Value shown = show(work.reader(), after);
    record(work, "article.changed", "article:" + to_text(id), show(work.reader(), *before), shown);
    announce(work, event::article_changed, after);
    return shown;
}

Status remove_article(const Work& work, const Viewer& viewer, ArticleId id) {
    const std::optional<Article> article = find_article(work.reader(), viewer, id);
    if (!article) {
        return no_article();
    }
    delete_article(work.tx, work.org, id);
    record(work, "article.removed", "article:" + to_text(id), show(work.reader(), *article), {});
    announce(work, event::article_removed, *article);
    return {};
}

std::optional<Article> find_article(store::OrgReader reader, const Viewer& viewer, ArticleId id) {
    std::optional<Article> article = load_article(reader, id);
    if (article && article->text.state == ArticleState::draft && !viewer.may("article.write")) {
        return std::nullopt;
    }
    return article;
}

Value show(store::OrgReader reader, const Article& article) {
    const std::optional<User> author = find_user(reader, article.author);
    List tags;
    for (const std::string& tag : article.text.tags) {
        tags.push(tag);
    }
    return Map{{"article_id", to_text(article.id)},
               {"title", article.text.title},
               {"body", article.text.body},
               {"category", text_or_nil(article.text.category)},
               {"tags", std::move(tags)},
               {"state", choices_of(ArticleState{})[static_cast<std::size_t>(article.text.state)].value},
               {"author_id", article.author},
               {"author_name", author ? Value(author->name) : Value()},
               {"created_at", to_text(article.created)},
               {"updated_at", to_text(article.updated)},
               {"revision", article.revision}};
}

}  // namespace millrace::desk
