#include "runtime/observe/series.hpp"

#include <catch2/catch.hpp>

#include "engine/base/spent.hpp"

using namespace millrace;
using namespace millrace::observe;

TEST_CASE("a series keeps its last samples, and says null where nothing was known") {
    Series series({"turns", "runs_live"}, 3);
    CHECK(series.newest().empty());
    CHECK(series.show(Time{0})["at"] == Value(List{}));
    for (int i = 1; i <= 4; ++i) {
        series.add(Time{i * 5000}, {i * 10.0, i == 3 ? std::nullopt : std::optional(1.0)});
    }
    const Map all = series.show(Time{0});
    CHECK(all["at"] == Value(List{to_text(Time{10'000}), to_text(Time{15'000}), to_text(Time{20'000})}));
    CHECK(all["series"]["turns"] == Value(List{20.0, 30.0, 40.0}));
    CHECK(all["series"]["runs_live"] == Value(List{1.0, Value(), 1.0}));
    CHECK(series.show(Time{20'000})["series"]["turns"] == Value(List{40.0}));
    CHECK(series.newest()["turns"] == Value(40.0));
}

TEST_CASE("what was spent is told to a quarter of itself") {
    Spent spent;
    CHECK_FALSE(spent.percentile(50));
    for (const std::int64_t ms : {0, 0, 1, 7, 100, 100, 100, 100, 100, 60'000}) {
        spent.add(ms);
    }
    CHECK(*spent.percentile(10) == 0);
    CHECK(*spent.percentile(30) == 1);
    const std::int64_t middle = *spent.percentile(50);
    CHECK((middle > 75 && middle < 125));
    const std::int64_t longest = *spent.percentile(99);
    CHECK((longest > 45'000 && longest < 75'000));
    spent.add(INT64_MAX);
    CHECK(*spent.percentile(100) > 1'000'000'000);

    SharedSpent shared;
    shared.add(4);
    const Spent before = shared.read();
    shared.add(1'000);
    CHECK(shared.read().since(before).percentile(50) == shared.read().percentile(100));
    CHECK_FALSE(before.since(before).percentile(50));
}
