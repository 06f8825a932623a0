// The knowledge base.

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/etag.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/articles/article.hpp"

namespace millrace::api {
namespace {

struct ArticleInput {
    std::string title;
    std::string body;
    std::string category;
    std::vector<std::string> tags;
    desk::ArticleState state = desk::ArticleState::draft;
};
void describe(Fields<ArticleInput>& fields) {
    fields.add("title", &ArticleInput::title).required().help("1 to 200 characters.");
    fields.add("body", &ArticleInput::body).help("Markdown, at most 50,000 characters.");
    fields.add("category", &ArticleInput::category);
    fields.add("tags", &ArticleInput::tags);
    fields.add("state", &ArticleInput::state).help("Who only reads sees what is published.");
}

struct ArticleChangeInput {
    std::optional<std::string> title;
    std::optional<std::string> body;
    std::optional<std::string> category;
    std::optional<std::vector<std::string>> tags;
    std::optional<desk::ArticleState> state;
};
void describe(Fields<ArticleChangeInput>& fields) {
    fields.add("title", &ArticleChangeInput::title);
    fields.add("body", &ArticleChangeInput::body);
    fields.add("category", &ArticleChangeInput::category);
    fields.add("tags", &ArticleChangeInput::tags).help("In place of all it had.");
    fields.add("state", &ArticleChangeInput::state);
}

Result<desk::ArticleId> article_of(const Call& call) {
    const auto id = parse_base32(call.param("id"));
    if (!id) {
        return Error{"article.unknown", "expected an article of the org but there is none of this id"};
    }
    return desk::ArticleId{*id};
}

http::Answer list_articles(const Call& call) {
    const Result<std::int64_t> limit = call.number("limit", 50, 1, 200);
    if (!limit) {
        return problem_of(limit.error());
    }
    const auto asked = [&](std::string_view name) { return std::string(call.request.query_value(name).value_or("")); };
    desk::ArticleFilter filter;
    filter.words = asked("q");
    filter.category = asked("category");
    filter.tag = asked("tag");
    filter.place = asked("cursor");
    filter.limit = static_cast<int>(*limit);
    if (const std::string state = asked("state"); state == "draft" || state == "published") {
        filter.state = state == "draft" ? desk::ArticleState::draft : desk::ArticleState::published;
    } else if (!state.empty()) {
        return problem_of({"request.malformed", "expected state to be draft or published but found '" + state + "'"});
    }
    const auto reader = call.services.store.reader();
    Result<desk::ArticlePage> page = desk::list_articles(reader->org(call.org()), viewer_of(call.caller), filter);
    if (!page) {
        return problem_of(page.error());
    }
    return http::Answer::json(
        Map{{"items", std::move(page->items)}, {"cursor", page->next.empty() ? Value() : Value(page->next)}});
}

http::Answer get_article(const Call& call) {
    const Result<desk::ArticleId> id = article_of(call);
    if (!id) {
        return problem_of(id.error());
    }
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const std::optional<desk::Article> article = desk::find_article(here, viewer_of(call.caller), *id);
    if (!article) {
        return problem_of({"article.unknown", "expected an article of the org but there is none of this id"});
    }
    return http::Answer::json(desk::show(here, *article)).with_etag(std::to_string(article->revision));
}

http::Answer create_article(const Call& call) {
    const Result<ArticleInput> input = input_of<ArticleInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    http::Answer answer = change_desk(
        call, 201,
        [text = desk::ArticleText{input->title, input->body, input->category, input->tags, input->state}](
            const desk::Work& work, const desk::Viewer& viewer) { return desk::create_article(work, viewer, text); });
    return answer.status == 201 ? std::move(answer).with_etag("1") : std::move(answer);
}

http::Answer change_article(const Call& call) {
    const Result<desk::ArticleId> id = article_of(call);
    const Result<std::string> seen = seen_etag(call, "the article's");
    const Result<ArticleChangeInput> input = input_of<ArticleChangeInput>(call);
    if (!id || !seen || !input) {
        return problem_of(!id ? id.error() : !seen ? seen.error() : input.error());
    }
    http::Answer answer = change_desk(
        call, 200,
        [id = *id, seen = *seen,
         change = desk::ArticleChange{input->title, input->body, input->category, input->tags, input->state}](
            const desk::Work& work, const desk::Viewer& viewer) {
            return desk::change_article(work, viewer, id, seen, change);
        });
    if (answer.status != 200) {
        return answer;
    }
    return std::move(answer).with_etag(std::to_string(std::stoll(*seen) + 1));  // it was the newest, so it is a number
}

http::Answer remove_article(const Call& call) {
    const Result<desk::ArticleId> id = article_of(call);
    if (!id) {
        return problem_of(id.error());
    }
    return change_desk(call, 204, [id = *id](const desk::Work& work, const desk::Viewer& viewer) -> Result<Value> {
        const Status removed = desk::remove_article(work, viewer, id);
        return removed ? Result<Value>(Value(Map{})) : Result<Value>(removed.error());
    });
}

}  // namespace

void add_articles(std::vector<Operation>& all) {
    all.push_back(getting("/api/articles", "article.read",
                          "Articles of the knowledge base, newest first; with ?q= those that have all its words.",
                          list_articles));
    all.push_back(getting("/api/articles/{id}", "article.read", "One of them, with its ETag.", get_article));
    all.push_back(
        once_only(posting<ArticleInput>("/api/articles", "article.write", "Writes an article.", create_article, 201)));
    all.push_back(with_method(http::Method::patch,
                              posting<ArticleChangeInput>("/api/articles/{id}", "article.write",
                                                          "Changes an article; needs If-Match.", change_article)));
    Operation gone = with_method(
        http::Method::del, getting("/api/articles/{id}", "article.delete", "Takes an article away.", remove_article));
    gone.success = 204;
    all.push_back(std::move(gone));
}

}  // namespace millrace::api
