#pragma once

#include <memory>
#include <vector>

#include "runtime/flowtest/play/journals.hpp"

namespace millrace::flowtest {

// A store in memory for the journals of a whole suite, opened only if some case is played over it.
class JournalStore {
public:
    explicit JournalStore(const std::vector<Way>& ways);
    ~JournalStore();
    // The journals of one case. Outlived by this.
    std::unique_ptr<Journals> journals();

private:
    class Opened;
    std::unique_ptr<Opened> opened_;
};

}  // namespace millrace::flowtest
