// What flows read and people change: reusable texts, lookup tables. And what customers thought.

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/lookups/lookup.hpp"
#include "runtime/desk/ratings/rating.hpp"
#include "runtime/desk/texts/text.hpp"

namespace millrace::api {
namespace {

struct ReusableTextInput {
    std::string title;
    std::string text;
};
void describe(Fields<ReusableTextInput>& fields) {
    fields.add("title", &ReusableTextInput::title).help("For who chooses among them.");
    fields.add("text", &ReusableTextInput::text).required().help("With places like {{name}}, which the flow fills in.");
}

struct LookupInput {
    std::string title;
    Value rows;
};
void describe(Fields<LookupInput>& fields) {
    fields.add("title", &LookupInput::title).help("For who chooses among them.");
    fields.add("rows", &LookupInput::rows).required().help("A map from keys to values, in place of all that it had.");
}

http::Answer list_texts(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show_texts(reader->org(call.org())));
}

http::Answer get_text(const Call& call) {
    const auto reader = call.services.store.reader();
    const std::optional<desk::ReusableText> found = desk::find_text(reader->org(call.org()), call.param("key"));
    return found ? http::Answer::json(desk::show(*found))
                 : problem_of({"template.unknown", "expected a template of this org but there is none of this key"});
}

http::Answer write_text(const Call& call) {
    const Result<ReusableTextInput> input = input_of<ReusableTextInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(
        call, 200, [input = *input, key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) {
            return desk::put_text(work, {key, input.title, input.text});
        });
}

http::Answer drop_text(const Call& call) {
    return change_desk(
        call, 204,
        [key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
            const Status removed = desk::remove_text(work, key);
            return removed ? Result<Value>(Value()) : Result<Value>(removed.error());
        });
}

http::Answer list_lookups(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show_lookups(reader->org(call.org())));
}

http::Answer get_lookup(const Call& call) {
    const auto reader = call.services.store.reader();
    const std::optional<desk::Lookup> found = desk::find_lookup(reader->org(call.org()), call.param("key"));
    return found ? http::Answer::json(desk::show(*found))
                 : problem_of({"lookup.unknown", "expected a lookup table of this org but there is none of this key"});
}

http::Answer write_lookup(const Call& call) {
    const Result<LookupInput> input = input_of<LookupInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(
        call, 200, [input = *input, key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) {
            return desk::put_lookup(work, {key, input.title, input.rows});
        });
}

http::Answer drop_lookup(const Call& call) {
    return change_desk(
        call, 204,
        [key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
            const Status removed = desk::remove_lookup(work, key);
            return removed ? Result<Value>(Value()) : Result<Value>(removed.error());
        });
}

http::Answer list_ratings(const Call& call) {
    const Result<std::int64_t> days = call.number("days", 30, 1, 3660);
    if (!days) {
        return problem_of(days.error());
    }
    const Time since = call.services.store.clock().now() - hours(24 * *days);
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show_ratings(reader->org(call.org()), viewer_of(call.caller), since));
}

}  // namespace

void add_texts(std::vector<Operation>& all) {
    all.push_back(getting("/api/templates", "template.read", "The org's reusable texts.", list_texts));
    all.push_back(getting("/api/templates/{key}", "template.read", "One of them.", get_text));
    all.push_back(
        with_method(http::Method::put, posting<ReusableTextInput>("/api/templates/{key}", "template.write",
                                                                  "Writes a reusable text, new or not.", write_text)));
    Operation gone = with_method(
        http::Method::del, getting("/api/templates/{key}", "template.write", "Removes a reusable text.", drop_text));
    gone.success = 204;
    all.push_back(gone);

    all.push_back(
        getting("/api/lookups", "lookup.read", "The org's lookup tables, and how many rows each has.", list_lookups));
    all.push_back(getting("/api/lookups/{key}", "lookup.read", "One of them, with its rows.", get_lookup));
    Operation put = with_method(http::Method::put,
                                posting<LookupInput>("/api/lookups/{key}", "lookup.write",
                                                     "Writes a lookup table, in place of what it was.", write_lookup));
    put.body_bytes_max = 4 * 1024 * 1024;
    all.push_back(put);
    gone = with_method(http::Method::del,
                       getting("/api/lookups/{key}", "lookup.write", "Removes a lookup table.", drop_lookup));
    gone.success = 204;
    all.push_back(gone);

    all.push_back(getting("/api/ratings", "rating.read",
                          "How customers rated the agents of your teams, over ?days= of the past.", list_ratings));
}

}  // namespace millrace::api
