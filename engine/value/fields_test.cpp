#include "engine/value/fields.hpp"

#include <catch2/catch.hpp>

#include "engine/value/json.hpp"

using namespace millrace;

namespace {

enum class Priority { low, normal, high };
std::vector<Choice> choices_of(Priority) {
    return {{"low", "Low"}, {"normal", "Normal"}, {"high", "High"}};
}

struct Button {
    std::string value;
    std::string colour = "grey";
};
void describe(Fields<Button>& fields) {
    fields.add("value", &Button::value).required();
    fields.add("colour", &Button::colour);
}

struct Settings {
    std::string queue;
    Priority priority = Priority::normal;
    Duration patience = minutes(10);
    Text text;
    std::int64_t tries = 3;
    double volume = 0.5;
    bool loud = false;
    Url address;
    VariableName into;
    Value extra;
    std::optional<std::int64_t> limit;
    std::vector<Button> buttons;
    std::map<std::string, std::string> headers;
    std::vector<Duration> pauses;
};
void describe(Fields<Settings>& fields) {
    fields.add("queue", &Settings::queue).kind(FieldKind::queue).label("Queue").help("Where to wait.").required();
    fields.add("priority", &Settings::priority).label("Priority");
    fields.add("patience", &Settings::patience).label("Give up after").at_least(seconds(1)).at_most(hours(1));
    fields.add("text", &Settings::text).at_most(10.0);
    fields.add("tries", &Settings::tries).at_least(1.0).at_most(5.0);
    fields.add("volume", &Settings::volume);
    fields.add("loud", &Settings::loud);
    fields.add("address", &Settings::address);
    fields.add("into", &Settings::into);
    fields.add("extra", &Settings::extra);
    fields.add("limit", &Settings::limit);
    fields.add("buttons", &Settings::buttons).at_most(2.0);
    fields.add("headers", &Settings::headers);
    fields.add("pauses", &Settings::pauses);
}

const Schema& schema() {
    static const Schema made = fields_of<Settings>().schema();
    return made;
}

// Everything that is wrong, one line each: "code pointer: message".
std::string problems(std::string_view object) {
    std::vector<Error> errors;
    check(schema(), json::parse(object).value(), "/settings", errors);
    std::string lines;
    for (const Error& error : errors) {
        lines += error.code + " " + error.pointer + ": " + error.message + "\n";
    }
    return lines;
}

// The same with the one required setting given.
std::string problem_of(const std::string& key, const std::string& literal) {
    return problems(R"({"queue": "sales", ")" + key + "\": " + literal + "}");
}

std::string invalid(const std::string& pointer, const std::string& message) {
    return "invalid_setting /settings/" + pointer + ": " + message + "\n";
}

}  // namespace

TEST_CASE("settings that are right raise no problem", "[value][fields]") {
    CHECK(problems(R"({"queue": "sales"})").empty());
    CHECK(problems(R"({"queue": "sales", "priority": "high", "patience": "90s", "text": "Hi {{x}}", "tries": 5,
                       "volume": 1, "loud": true, "address": "https://example.com/a?b=c", "into": "customer_tier",
                       "extra": [1, {"a": null}], "limit": 7, "buttons": [{"value": "a"}], "headers": {"X-A": ""},
                       "pauses": ["1s", "2m"]})")
              .empty());
}

TEST_CASE("every problem is reported at once, each at its place", "[value][fields]") {
    CHECK(problems(R"({"priority": "hihg", "tries": "many", "buttons": [{"colour": 5}], "patiense": "1s"})") ==
          "missing_setting /settings/queue: expected the key of a queue such as customer_service but found nothing\n"
          "invalid_setting /settings/priority: expected low, normal or high but found the text \"hihg\"; "
          "did you mean \"high\"?\n"
          "invalid_setting /settings/tries: expected an integer but found the text \"many\"\n"
          "missing_setting /settings/buttons/0/value: expected text but found nothing\n"
          "invalid_setting /settings/buttons/0/colour: expected text but found the integer 5\n"
          "unknown_setting /settings/patiense: expected queue, priority, patience, text, tries, volume, loud, address, "
          "into, extra, limit, buttons, headers or pauses but found \"patiense\"; did you mean \"patience\"?\n");
}

TEST_CASE("a literal of the wrong kind is named in the author's words", "[value][fields]") {
    CHECK(problem_of("patience", "5") ==
          invalid("patience", "expected a duration such as 90s but found the integer 5"));
    CHECK(problem_of("patience", "\"soon\"") ==
          invalid("patience", "expected a duration such as 90s but found the text \"soon\""));
    CHECK(problem_of("loud", "\"yes\"") == invalid("loud", "expected true or false but found the text \"yes\""));
    CHECK(problem_of("tries", "2.0") == invalid("tries", "expected an integer but found the number 2.0"));
    CHECK(problem_of("volume", "[]") == invalid("volume", "expected a number but found an empty list"));
    CHECK(problem_of("text", "{}") == invalid("text", "expected text but found an object"));
    CHECK(problem_of("buttons", "{}") == invalid("buttons", "expected a list but found an object"));
    CHECK(problem_of("buttons", "[1]") == invalid("buttons/0", "expected an object but found the integer 1"));
    CHECK(problem_of("headers", "{\"a/b\": true}") == invalid("headers/a~1b", "expected text but found true"));
    CHECK(problem_of("pauses", "[\"1s\", null, \"\"]") ==
          invalid("pauses/1", "expected a duration such as 90s but found nothing") +
              invalid("pauses/2", "expected a duration such as 90s but found empty text"));
}

TEST_CASE("keys, addresses and names of variables have their form", "[value][fields]") {
    CHECK(problems(R"({"queue": "Customer Service"})") ==
          invalid("queue",
                  "expected the key of a queue such as customer_service but found the text "
                  "\"Customer Service\""));
    for (const char* address : {"\"ftp://example.com\"", "\"example.com\"", "\"https://\"", "\"http:///path\"",
                                "\"https://exa mple.com\"", "\"javascript:alert(1)\"", "\"https://a\\nb\""}) {
        CAPTURE(address);
        CHECK(problem_of("address", address).find("expected an address that begins with https:// or http://") !=
              std::string::npos);
    }
    CHECK(problem_of("address", "\"HTTP://example.com\"").empty());
    CHECK(problem_of("into", "\"customer.tier\"").find("expected the name of a variable") != std::string::npos);
    CHECK(problem_of("into", "\"2nd\"").find("expected the name of a variable") != std::string::npos);
}

TEST_CASE("limits are judged in the unit of the field", "[value][fields]") {
    CHECK(problem_of("patience", "\"500ms\"") ==
          invalid("patience", "expected a duration of at least 1s but found the text \"500ms\""));
    CHECK(problem_of("patience", "\"61m\"") ==
          invalid("patience", "expected a duration of at most 1h but found the text \"61m\""));
    CHECK(problem_of("tries", "0") == invalid("tries", "expected an integer of at least 1 but found the integer 0"));
    CHECK(problem_of("tries", "6") == invalid("tries", "expected an integer of at most 5 but found the integer 6"));
    CHECK(problem_of("text", "\"Zoë is here\"") ==
          invalid("text", "expected text of at most 10 characters but found 11"));
    CHECK(problem_of("text", "\"Zoë is in.\"").empty());
    CHECK(problem_of("buttons", R"([{"value":"a"},{"value":"b"},{"value":"c"}])") ==
          invalid("buttons", "expected a list of at most 2 items but found 3"));
}

TEST_CASE("a field that a form has cleared counts as left out", "[value][fields]") {
    CHECK(problems(R"({"queue": ""})").find("missing_setting /settings/queue") == 0);
    CHECK(problems(R"({"queue": null})").find("missing_setting /settings/queue") == 0);
    CHECK(problem_of("patience", "\"\"").empty());
    CHECK(problem_of("address", "\"\"").empty());
    CHECK(problem_of("text", "\"\"").empty());
    const auto settings = from_value<Settings>(Map{{"queue", "sales"}, {"patience", ""}, {"priority", Value()}});
    CHECK(settings.patience == minutes(10));
    CHECK(settings.priority == Priority::normal);
    CHECK(with_defaults(schema(), Map{{"patience", ""}})["patience"] == Value("10m"));
}

TEST_CASE("settings that are no object at all are refused once", "[value][fields]") {
    CHECK(problems("[1]") == "invalid_setting /settings: expected an object but found a list\n");
    CHECK(problems("null").find("missing_setting /settings/queue") == 0);
}

TEST_CASE("a struct is read from an object and keeps its own defaults", "[value][fields]") {
    const auto settings = from_value<Settings>(json::parse(R"({
        "queue": "sales", "priority": "high", "patience": "90s", "text": "Hi", "volume": 1, "address": "https://a.b",
        "into": "answer", "extra": {"a": 1}, "limit": 7, "buttons": [{"value": "a"}, {"value": "b", "colour": "red"}],
        "headers": {"X-A": "1"}, "pauses": ["1s", "2m"]})")
                                                   .value());
    CHECK(settings.queue == "sales");
    CHECK(settings.priority == Priority::high);
    CHECK(settings.patience == seconds(90));
    CHECK(settings.text.value == "Hi");
    CHECK(settings.tries == 3);
    CHECK(settings.volume == 1.0);
    CHECK(settings.address.value == "https://a.b");
    CHECK(settings.into.value == "answer");
    CHECK(settings.extra["a"] == Value(1));
    CHECK(settings.limit == 7);
    REQUIRE(settings.buttons.size() == 2);
    CHECK(settings.buttons[0].colour == "grey");
    CHECK(settings.buttons[1].colour == "red");
    CHECK(settings.headers.at("X-A") == "1");
    CHECK(settings.pauses == std::vector<Duration>{seconds(1), minutes(2)});
}

TEST_CASE("what a struct writes is right and reads back the same", "[value][fields]") {
    Settings settings;
    settings.queue = "sales";
    settings.priority = Priority::low;
    settings.limit = 0;
    settings.buttons = {{"a", "red"}};
    settings.headers = {{"X-A", "1"}};
    settings.pauses = {seconds(3)};
    const Value written = to_value(settings);
    std::vector<Error> errors;
    check(schema(), written, "", errors);
    CHECK(errors.empty());
    CHECK(to_value(from_value<Settings>(written)) == written);
    CHECK(written["priority"] == Value("low"));
    CHECK(written["patience"] == Value("10m"));
    CHECK(written["text"].is_nil());
}

TEST_CASE("defaults are filled in, also inside lists of objects, and nothing given is touched", "[value][fields]") {
    const Value filled = with_defaults(
        schema(), json::parse(R"({"queue": "sales", "tries": 1, "buttons": [{"value": "a"}], "odd": 1})").value());
    CHECK(json::dump(filled) ==
          R"({"buttons":[{"colour":"grey","value":"a"}],"loud":false,"odd":1,"patience":"10m","priority":"normal",)"
          R"("queue":"sales","tries":1,"volume":0.5})");
    CHECK(with_defaults(schema(), Value())["tries"] == Value(3));
}

TEST_CASE("the JSON Schema says what the check checks and what a form needs", "[value][fields]") {
    const Value document = to_json_schema(schema());
    CHECK(document["$schema"] == Value("https://json-schema.org/draft/2020-12/schema"));
    CHECK(document["type"] == Value("object"));
    CHECK(document["additionalProperties"] == Value(false));
    CHECK(document["required"] == Value(List{"queue"}));
    const Value& properties = document["properties"];
    CHECK(json::dump(properties["queue"]) ==
          R"({"description":"Where to wait.","pattern":"^[a-z][a-z0-9_]{0,62}$","type":"string","x-kind":"queue",)"
          R"("x-label":"Queue","x-order":0})");
    CHECK(properties["priority"]["enum"] == Value(List{"low", "normal", "high"}));
    CHECK(properties["priority"]["x-choices"].as_list()[2] == Value(Map{{"value", "high"}, {"label", "High"}}));
    CHECK(properties["priority"]["default"] == Value("normal"));
    CHECK(properties["patience"]["x-at-least-ms"] == Value(1000));
    CHECK(properties["tries"]["minimum"] == Value(1));
    CHECK(properties["text"]["maxLength"] == Value(10));
    CHECK(properties["extra"]["type"].is_nil());
    CHECK(properties["buttons"]["maxItems"] == Value(2));
    CHECK(properties["buttons"]["items"]["properties"]["colour"]["default"] == Value("grey"));
    CHECK(properties["buttons"]["items"]["required"] == Value(List{"value"}));
    CHECK(properties["headers"]["additionalProperties"]["type"] == Value("string"));
    CHECK(properties["pauses"]["x-order"] == Value(13));
}

TEST_CASE("kinds of fields are known by their names", "[value][fields]") {
    for (int i = 0; i <= static_cast<int>(FieldKind::tag); ++i) {
        const auto kind = static_cast<FieldKind>(i);
        CHECK(parse_field_kind(to_text(kind)) == kind);
    }
    CHECK_FALSE(parse_field_kind("colour"));
    CHECK(to_text(FieldKind::credential) == "credential");
}
