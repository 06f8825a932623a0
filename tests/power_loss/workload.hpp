#pragma once

#include "runtime/store/store.hpp"
#include "tests/power_loss/chance.hpp"
#include "tests/power_loss/record.hpp"

namespace millrace::power_loss {

store::Options store_options(const std::string& folder, Clock& clock);

// Commits as the drive and the desk make them, in batches: turns of many runs with and without snapshots, rows of the
// inbox and outbox that come and go, local work, keys; small ones and some that take many pages.
class Workload {
public:
    Workload(Record& record, std::uint64_t seed) : record_(record), chance_(seed) {}

    // Goes on from what the record says, for so many batches or until the store stops.
    void play(store::Store& store, int batches);

private:
    struct Standing {
        std::uint64_t seq = 0;
        std::uint64_t head = 0;
        std::uint32_t crc = 0;
    };
    void look_around(store::Store& store);
    std::unique_ptr<store::Commit> next(std::set<std::uint64_t>& taken);
    std::unique_ptr<store::Commit> turn_of(std::uint64_t run);

    Record& record_;
    Chance chance_;
    std::uint64_t last_number_ = 0;  // of notes and rows: each is used once
    std::map<std::uint64_t, Standing> runs_;
    std::vector<std::uint64_t> open_outbox_;
    std::vector<std::uint64_t> open_inbox_;
};

}  // namespace millrace::power_loss
