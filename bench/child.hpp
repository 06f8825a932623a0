#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace millrace::bench {

// This program again, with other words. What it says on standard output comes through a pipe if it is asked for.
class Child {
public:
    enum class Says { to_us, to_all };
    Child(const std::vector<std::string>& words, Says says);
    ~Child();  // ended with SIGTERM, and waited for
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // Up to the next end of a line; empty when it says no more.
    std::string line();
    // Waits for its end; its exit status.
    int wait();

private:
    pid_t pid_ = 0;
    int out_ = -1;
};

// Runs it to its end; the bench ends if it fails.
void run_child(const std::vector<std::string>& words, Child::Says says);

}  // namespace millrace::bench
