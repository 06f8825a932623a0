// Who is written first when many wait for the disk.
#include "runtime/store/contract_world.hpp"

using namespace millrace;
using namespace millrace::store;
using namespace millrace::store::contract;

namespace {

// Of each batch, one letter a commit: its rank, as letters, in the order of writing.
struct Batches {
    explicit Batches(World& world) : world_(world) {
        world.store->on_completed([this](Commits commits) {
            for (const auto& commit : commits) {
                last += "abc"[commit->standing.rank];
                whose.push_back(commit->standing.whose);
            }
        });
    }
    ~Batches() {
        world_.store->on_completed([](Commits) {});  // what is left is written when the store is closed
    }
    void submit(int count, std::uint8_t rank, std::uint64_t whose_ = 1) {
        for (int i = 0; i < count; ++i) {
            auto commit = TestRun(++next_).turn("x");
            commit->standing = {rank, whose_};
            REQUIRE(world_.store->submit(std::move(commit)));
        }
    }
    std::string next() {
        last.clear();
        world_.store->pump();
        return last;
    }

    std::string last;
    std::vector<std::uint64_t> whose;

private:
    World& world_;
    std::uint64_t next_ = 1000;
};

std::string times(std::size_t count, char letter) {
    return std::string(count, letter);
}

}  // namespace

TEST_CASE("a crowd is written as it came, until somebody is in a hurry") {
    World world(GENERATE(Kind::memory, Kind::postgres), Writing::by_hand);
    Batches batches(world);
    batches.submit(150, 1);
    batches.submit(100, 2);
    CHECK(batches.next() == times(150, 'b') + times(100, 'c'));

    batches.submit(150, 1);
    batches.submit(100, 2);
    batches.submit(2, 0);
    CHECK(batches.next() == "aa" + times(56, 'b') + times(8, 'c'));
    CHECK(batches.next() == times(56, 'b') + times(8, 'c'));  // the next one may come at any moment
    CHECK(batches.next() == times(38, 'b') + times(8, 'c'));
    CHECK(batches.next() == times(8, 'c'));
    for (int i = 0; i < 9; ++i) {
        batches.next();
    }
    CHECK(batches.next().empty());
}

TEST_CASE("of two who wait each has his turn") {
    World world(Kind::memory, Writing::by_hand, [](Options& options) { options.batch_max = 4; });
    Batches batches(world);
    batches.submit(6, 1, 1);
    batches.submit(2, 1, 2);
    batches.next();
    CHECK(batches.whose == std::vector<std::uint64_t>{1, 2, 1, 2});
}
