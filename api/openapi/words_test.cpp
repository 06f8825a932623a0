#include "api/openapi/words.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "api/openapi/openapi.hpp"
#include "api/operations/catalogue.hpp"

namespace millrace::api {
namespace {

TEST_CASE("what is said of an operation is said of one that there is, and once") {
    std::set<std::string> names;
    for (const Operation& op : operations()) {
        names.insert(key_of(op));
    }
    std::set<std::string_view> said;
    for (const Wording& each : wordings()) {
        INFO(each.operation);
        CHECK(names.count(std::string(each.operation)) == 1);
        CHECK(said.insert(each.operation).second);
        CHECK(!each.answers.empty());
    }
}

TEST_CASE("the description says who may, what a query takes, and which refusals to expect") {
    const Value document = openapi_document();
    const Value& list = document["paths"]["/api/runs"]["get"];
    CHECK(list["x-permission"] == Value("run.read"));
    CHECK(list["x-door"] == Value("people"));
    CHECK(list["tags"] == Value(List{"runs"}));
    std::set<std::string_view> words;
    for (const Value& parameter : list["parameters"].as_list()) {
        if (parameter["in"] == Value("query")) {
            words.insert(parameter["name"].as_string());
        }
    }
    CHECK(words == std::set<std::string_view>{"flow", "status", "version", "node", "outcome", "subject", "since",
                                              "until", "q", "limit", "cursor"});
    CHECK(list["responses"]["401"].is_map());
    CHECK(list["responses"]["403"].is_map());
    CHECK(list["responses"]["404"].is_nil());
    const Value& close = document["paths"]["/api/conversations/{id}/close"]["post"];
    for (const char* status : {"200", "400", "401", "403", "404", "409", "413", "422", "429", "503", "default"}) {
        INFO(status);
        CHECK(close["responses"][status].is_map());
    }
    const Value& login = document["paths"]["/api/auth/login"]["post"];
    CHECK(login["x-door"] == Value("anybody"));
    CHECK(login["responses"]["403"].is_nil());
}

}  // namespace
}  // namespace millrace::api
