#include "runtime/store/migration.hpp"

#include <catch2/catch.hpp>

using namespace millrace::store;

TEST_CASE("each store spells the column types in its own way") {
    const Spelling words = {{"id", "BIGINT"}, {"clustered", ""}};
    CHECK(spell("CREATE TABLE t(a {id}, b {id} DEFAULT 1) {clustered}", words) ==
          "CREATE TABLE t(a BIGINT, b BIGINT DEFAULT 1) ");
    CHECK(spell("ALTER TABLE t ADD c TEXT DEFAULT '{}'", words) == "ALTER TABLE t ADD c TEXT DEFAULT '{}'");
}

TEST_CASE("what is missing comes in the order of numbers, whoever registered first") {
    MigrationList list;
    list.add({.number = 300, .name = "late", .statements = {}});
    list.add({.number = 200, .name = "early", .statements = {}});
    const auto missing = missing_migrations(list, {1, 2});
    REQUIRE(missing);
    REQUIRE(missing->size() == 2);
    CHECK((*missing)[0]->name == "early");
    CHECK((*missing)[1]->name == "late");
    CHECK(missing_migrations(list, {1, 2, 250}).error().code == "store.newer");
}
