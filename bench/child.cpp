#include "bench/child.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace millrace::bench {

Child::Child(const std::vector<std::string>& words, Says says) {
    std::vector<std::string> all{"millrace"};
    all.insert(all.end(), words.begin(), words.end());
    std::vector<char*> arguments;
    arguments.reserve(all.size() + 1);
    for (std::string& word : all) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    int ends[2] = {-1, -1};
    if (says == Says::to_us && pipe2(ends, O_CLOEXEC) != 0) {
        std::perror("millrace bench: pipe");
        std::exit(1);
    }
    std::fflush(stdout);
    pid_ = fork();
    if (pid_ == 0) {
        if (says == Says::to_us) {
            dup2(ends[1], STDOUT_FILENO);
        }
        execv("/proc/self/exe", arguments.data());
        _exit(127);
    }
    if (says == Says::to_us) {
        close(ends[1]);
        out_ = ends[0];
    }
}

Child::~Child() {
    if (pid_ > 0) {
        kill(pid_, SIGTERM);
        wait();
    }
    if (out_ >= 0) {
        close(out_);
    }
}

std::string Child::line() {
    std::string line;
    char c = 0;
    while (read(out_, &c, 1) == 1 && c != '\n') {
        line += c;
    }
    return line;
}

int Child::wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

void run_child(const std::vector<std::string>& words, Child::Says says) {
    Child child(words, says);
    if (says == Child::Says::to_us) {
        while (!child.line().empty()) {
        }
    }
    if (const int status = child.wait(); status != 0) {
        fmt::print(stderr, "millrace bench: expected 'millrace {}' to work, but it ended with {}\n",
                   fmt::join(words, " "), status);
        std::exit(1);
    }
}

}  // namespace millrace::bench
