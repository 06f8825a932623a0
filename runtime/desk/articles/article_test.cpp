// The knowledge base: who reads, who writes, what is found.
#include "runtime/desk/articles/article.hpp"

#include <set>

#include "engine/value/json.hpp"
#include "runtime/desk/articles/article_table.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/desk_world.hpp"

namespace millrace::desk::testing {
namespace {

constexpr Kind all_stores[] = {Kind::memory, Kind::file, Kind::postgres};
using Titles = std::vector<std::string>;

struct Library : World {
    explicit Library(Kind kind) : World(kind) {}

    template <class Change>
    auto as(const Viewer& viewer, Change&& what) -> decltype(what(std::declval<const Work&>())) {
        return change([&](store::Transaction& tx) { return what(Work{tx, *feed, org, viewer.user}); });
    }
    Result<Value> write(const ArticleText& text) {
        return as(supervisor, [&](const Work& w) { return create_article(w, supervisor, text); });
    }
    ArticleId put(std::string title, std::string body, ArticleState state = ArticleState::published,
                  std::string category = {}, std::vector<std::string> tags = {}) {
        clock.time = clock.time + milliseconds(1);
        const Result<Value> written =
            write({std::move(title), std::move(body), std::move(category), std::move(tags), state});
        REQUIRE(written);
        return ArticleId{*parse_base32((*written)["article_id"].as_string())};
    }
    Result<Value> alter(ArticleId id, std::string_view revision, const ArticleChange& change) {
        return as(supervisor, [&](const Work& w) { return change_article(w, supervisor, id, revision, change); });
    }
    Titles found(const Viewer& viewer, const ArticleFilter& filter) {
        const auto reader = store->reader();
        const Result<ArticlePage> page = list_articles(reader->org(org), viewer, filter);
        REQUIRE(page);
        Titles titles;
        for (const Value& each : page->items) {
            CHECK(each["body"].is_nil());
            titles.emplace_back(each["title"].as_string());
        }
        return titles;
    }
    Titles look_up(std::string words) { return found(anna, {.words = std::move(words)}); }
    bool reads(const Viewer& viewer, ArticleId id) {
        const auto reader = store->reader();
        return find_article(reader->org(org), viewer, id).has_value();
    }
};

ArticleChange publishing() {
    ArticleChange change;
    change.state = ArticleState::published;
    return change;
}

TEST_CASE("RBAC-16 a draft is seen by who may write, and by everybody when it is published") {
    for (const Kind kind : all_stores) {
        Library library(kind);
        const ArticleId id =
            library.put("Returning a lamp", "Pack it *well*.", ArticleState::draft, "Returns", {"lamp"});
        for (const Viewer& reader : {library.anna, library.ben}) {
            CHECK_FALSE(library.reads(reader, id));
            CHECK(library.found(reader, {}).empty());
            CHECK(library.found(reader, {.words = "lamp"}).empty());
            CHECK(library.found(reader, {.state = ArticleState::draft}).empty());
        }
        for (const Viewer& writer : {library.supervisor, library.admin}) {
            CHECK(library.reads(writer, id));
            CHECK(library.found(writer, {.words = "lamp"}) == Titles{"Returning a lamp"});
            CHECK(library.found(writer, {.state = ArticleState::draft}).size() == 1);
            CHECK(library.found(writer, {.state = ArticleState::published}).empty());
        }
        REQUIRE(library.alter(id, "1", publishing()));
        CHECK(library.reads(library.anna, id));
        CHECK(library.found(library.anna, {}) == Titles{"Returning a lamp"});

        const auto reader = library.store->reader();
        const auto here = reader->org(library.org);
        const Value shown = show(here, *find_article(here, library.anna, id));
        CHECK(shown["body"].as_string() == "Pack it *well*.");
        CHECK(shown["category"].as_string() == "Returns");
        CHECK(shown["author_name"].as_string() == "Sam Supervisor");
        CHECK(shown["state"].as_string() == "published");
        CHECK(shown["revision"].as_integer() == 2);
    }
}

TEST_CASE("RBAC-16 of two who change the same article the second is told, and nothing of the first is lost") {
    for (const Kind kind : all_stores) {
        Library library(kind);
        const ArticleId id = library.put("Opening hours", "Nine to five.");
        ArticleChange first;
        first.body = "Eight to six.";
        first.tags = std::vector<std::string>{"hours", " hours ", "shop"};
        REQUIRE(library.alter(id, "1", first));
        ArticleChange second;
        second.title = "When we are there";
        const Result<Value> late = library.alter(id, "1", second);
        REQUIRE_FALSE(late);
        CHECK(late.error().code == "article.stale");
        CHECK(late.error().message == "expected If-Match to name the revision there is, 2, but got '1'");
        const Result<Value> both = library.alter(id, "2", second);
        REQUIRE(both);
        CHECK((*both)["body"].as_string() == "Eight to six.");
        CHECK((*both)["title"].as_string() == "When we are there");
        CHECK((*both)["tags"].as_list().size() == 2);
        CHECK((*both)["revision"].as_integer() == 3);
    }
}

TEST_CASE("RBAC-16 articles are found by the beginnings of words in title and body, the title first") {
    for (const Kind kind : all_stores) {
        Library library(kind);
        const ArticleId straw = library.put("Straßenlampen und Café", "Wie man sie zurückgibt: Rückgabe in 14 Tagen.");
        library.put("Returns", "A lamp may be returned. A router too.");
        library.put("The lamp", "Returned to us it is repaired.");
        library.put("Routers", "They have no lamp", ArticleState::draft);

        CHECK(library.look_up("lamp") == Titles{"The lamp", "Returns"});
        CHECK(library.look_up("LAMP return") == Titles{"The lamp", "Returns"});
        CHECK(library.look_up("return lamp repair") == Titles{"The lamp"});
        CHECK(library.look_up("rout") == Titles{"Returns"});
        CHECK(library.look_up("cafe") == Titles{"Straßenlampen und Café"});
        CHECK(library.look_up("ruckgabe 14") == Titles{"Straßenlampen und Café"});
        CHECK(library.look_up("amp").empty());
        CHECK(library.look_up("lamp nothing").empty());
        CHECK(library.look_up("a ?").empty());  // no word that is looked for
        CHECK(library.found(library.anna, {.words = "lamp", .limit = 1}) == Titles{"The lamp"});

        // What it says now is what it is found by.
        ArticleChange change;
        change.title = "Torches";
        change.body = "None.";
        REQUIRE(library.alter(straw, "1", change));
        CHECK(library.look_up("cafe").empty());
        CHECK(library.look_up("torch") == Titles{"Torches"});
        CHECK(words_of("Ab c d-e, ab 12") == std::set<std::string>{"12", "ab"});
    }
}

TEST_CASE("RBAC-16 articles come page by page, newest first, also of one category or tag") {
    for (const Kind kind : all_stores) {
        Library library(kind);
        for (int i = 1; i <= 7; ++i) {
            library.put("Number " + std::to_string(i), "Text", ArticleState::published, i % 2 == 1 ? "odd" : "even",
                        i % 3 == 0 ? std::vector<std::string>{"third"} : std::vector<std::string>{});
        }
        const auto pages = [&](ArticleFilter filter) {
            std::vector<Titles> all;
            const auto reader = library.store->reader();
            do {
                const Result<ArticlePage> page = list_articles(reader->org(library.org), library.anna, filter);
                REQUIRE(page);
                Titles& titles = all.emplace_back();
                for (const Value& each : page->items) {
                    titles.emplace_back(each["title"].as_string());
                }
                filter.place = page->next;
            } while (!filter.place.empty());
            return all;
        };
        CHECK(pages({.limit = 3}) == std::vector<Titles>{{"Number 7", "Number 6", "Number 5"},
                                                         {"Number 4", "Number 3", "Number 2"},
                                                         {"Number 1"}});
        CHECK(pages({.category = "odd", .limit = 2}) ==
              std::vector<Titles>{{"Number 7", "Number 5"}, {"Number 3", "Number 1"}});
        CHECK(pages({.tag = "third", .limit = 1}) == std::vector<Titles>{{"Number 6"}, {"Number 3"}});
        CHECK(pages({.category = "none"}) == std::vector<Titles>{{}});
        const auto reader = library.store->reader();
        CHECK(list_articles(reader->org(library.org), library.anna, {.place = "?"}).error().code == "cursor.invalid");
    }
}

TEST_CASE("RBAC-16 what becomes of an article is told and is in the audit, also when it is gone") {
    Library library(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const ArticleId id = library.put("Returns", "Within a month.", ArticleState::draft);
    REQUIRE(library.alter(id, "1", publishing()));
    const auto remove = [&](const Viewer& viewer) {
        return library.as(viewer, [&](const Work& w) -> Result<bool> {
            const Status removed = remove_article(w, viewer, id);
            return removed ? Result<bool>(true) : Result<bool>(removed.error());
        });
    };
    REQUIRE(remove(library.admin));
    CHECK(remove(library.admin).error().code == "article.unknown");
    CHECK(library.alter(id, "2", publishing()).error().code == "article.unknown");
    CHECK(library.found(library.admin, {.words = "month"}).empty());

    Titles told;
    for (const DeskEvent& event : library.events) {
        if (event.name.starts_with("article.")) {
            told.push_back(event.name + " " + std::string(event.payload["state"].as_string()));
            CHECK(event.payload["article_id"].as_string() == to_text(id));
            CHECK(event.payload["title"].is_nil());
            CHECK(event.topics ==
                  std::vector<std::string>{"org:" + to_text(library.org), "rep:" + library.supervisor.user});
        }
    }
    CHECK(told == Titles{"article.created draft", "article.changed published", "article.removed published"});
    const auto reader = library.store->reader();
    const std::vector<AuditEntry> entries = list_audit(reader->org(library.org), {.object = "article:" + to_text(id)});
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].action == "article.removed");
    CHECK(entries[0].actor == library.admin.user);
    CHECK((*json::parse(entries[0].before))["body"].as_string() == "Within a month.");
    CHECK(entries[0].after.empty());
    CHECK((*json::parse(entries[1].before))["state"].as_string() == "draft");
}

TEST_CASE("RBAC-16 an article that cannot be is refused with the place") {
    Library library(Kind::memory);
    const auto pointer = [&](const ArticleText& text) {
        const Result<Value> refused = library.write(text);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == "article.malformed");
        return refused.error().pointer;
    };
    ArticleText text{"Title", "Body", "", {}, ArticleState::draft};
    const ArticleText sound = text;
    text.title = "  ";
    CHECK(pointer(text) == "/title");
    text.title = std::string(201, 'x');
    CHECK(pointer(text) == "/title");
    text = sound;
    text.body = std::string(50'001, 'x');
    CHECK(pointer(text) == "/body");
    text.body = " ";
    REQUIRE(library.write(text));
    text.state = ArticleState::published;
    CHECK(pointer(text) == "/body");
    text = sound;
    text.category = std::string(101, 'x');
    CHECK(pointer(text) == "/category");
    text = sound;
    text.tags = {"fine", ""};
    CHECK(pointer(text) == "/tags/1");
    text.tags.clear();
    for (int i = 0; i < 21; ++i) {
        text.tags.push_back("tag " + std::to_string(i));
    }
    CHECK(pointer(text) == "/tags");
}

}  // namespace
}  // namespace millrace::desk::testing
